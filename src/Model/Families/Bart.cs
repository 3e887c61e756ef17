using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>BART; Lewis et al. 2020: a decoder that reads an encoder, norms after the blocks, learned positions. Relatives put norms first.</summary>
internal static class Bart
{
    // Positions begin in this row: the two before it were once the padding's.
    private const int FirstPosition = 2;

    public const string Layers = Stack.Encoder + "\n" + Stack.Decoder;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["bart"],
        Read = Read,
        ReadDecoder = (config, encoder) => (WithTable(ReadDecoder(config, encoder), config), Start(config)),
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    public const string Heads = """
        heads.causal_lm.output.weight         = lm_head.weight
        heads.causal_lm.output.bias           = final_logits_bias | row
        heads.sequence_class.steps.0.dense.*  = classification_head.dense.*
        heads.sequence_class.output.*         = classification_head.out_proj.*
        ignore                                = lm_head.weight
        ignore                                = final_logits_bias
        ignore                                = classification_head.*
        ignore                                = qa_outputs.*
        """;

    /// <summary>Words by the table that both stacks read from, or classes of the last token, before which the decoder reads the whole text.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec decoder) =>
    [
        CommonHeads.Words(config, decoder) with { Kind = HeadKind.CausalLanguageModel },
        CommonHeads.SequenceClass(config, new HeadStep(decoder.HiddenSize, Activation.Tanh)) with { Input = HeadInput.LastToken },
    ];

    /// <summary>The token that the configuration puts first.</summary>
    public static DecoderStart Start(ModelConfig config) => new(config.Int("decoder_start_token_id"));

    /// <summary>The encoder of BART itself.</summary>
    public static StackSpec Read(ModelConfig config) => WithTable(ReadEncoder(config), config);

    /// <summary>What BART and its relatives have in common, but for positions and where norms stand.</summary>
    public static StackSpec ReadEncoder(ModelConfig config)
    {
        Unsupported.Refuse(config);
        return ReadStack(config, "encoder");
    }

    /// <summary>The same of the decoder.</summary>
    public static StackSpec ReadDecoder(ModelConfig config, StackSpec encoder) => ReadStack(config, "decoder") with
    {
        IsCausal = true,
        CrossAttention = new CrossAttentionSpec(encoder.HiddenSize) { NormAfter = encoder.NormAfterMlp ?? encoder.NormBeforeMlp },
    };

    /// <summary>With a learned table of positions, and a norm after it.</summary>
    public static StackSpec WithTable(StackSpec stack, ModelConfig config) => stack with
    {
        Positions = [new LearnedPositions(config.Int("max_position_embeddings") + FirstPosition) { FirstRow = FirstPosition }],
        EmbeddingNorm = stack.NormAfterMlp,
    };

    private static StackSpec ReadStack(ModelConfig config, string stack)
    {
        NormSpec norm = new(1e-5);
        int hidden = config.Int("d_model");
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            WordScale = config.Flag("scale_embedding", false) ? Math.Sqrt(hidden) : 1,
            Positions = [],
            MaximumLength = config.Int("max_position_embeddings"),
            HiddenSize = hidden,
            LayerCount = config.Count($"{stack}_layers"),
            HeadCount = config.Count($"{stack}_attention_heads"),
            NormAfterAttention = norm,
            IntermediateSize = config.Int($"{stack}_ffn_dim"),
            Activation = Activation.Named(config.Text("activation_function", "gelu")),
            NormAfterMlp = norm,
        };
    }

    /// <summary>What the weights are called; each norm has two of our names, of which a structure has one.</summary>
    private static class Stack
    {
        public const string Encoder = """
            embed.word.weight                              = {p}shared.weight or {p}encoder.embed_tokens.weight
            positions.0.table.weight                       = {p}encoder.embed_positions.weight
            embed.norm.*                                   = {p}encoder.layernorm_embedding.*
            layers.{l}.attention.query.*                   = {p}encoder.layers.{l}.self_attn.q_proj.*
            layers.{l}.attention.key.*                     = {p}encoder.layers.{l}.self_attn.k_proj.*
            layers.{l}.attention.value.*                   = {p}encoder.layers.{l}.self_attn.v_proj.*
            layers.{l}.attention.output.*                  = {p}encoder.layers.{l}.self_attn.out_proj.*
            layers.{l}.norm_before_attention.*             = {p}encoder.layers.{l}.self_attn_layer_norm.*
            layers.{l}.norm_after_attention.*              = {p}encoder.layers.{l}.self_attn_layer_norm.*
            layers.{l}.mlp.input.*                         = {p}encoder.layers.{l}.fc1.*
            layers.{l}.mlp.output.*                        = {p}encoder.layers.{l}.fc2.*
            layers.{l}.norm_before_mlp.*                   = {p}encoder.layers.{l}.final_layer_norm.*
            layers.{l}.norm_after_mlp.*                    = {p}encoder.layers.{l}.final_layer_norm.*
            final.norm.*                                   = {p}encoder.layer_norm.*
            ignore                                         = {p}encoder.embed_tokens.weight
            ignore                                         = {p}encoder.embed_positions.weight
            """;

        public const string Decoder = """
            decoder.embed.word.weight                      = {p}shared.weight or {p}encoder.embed_tokens.weight
            decoder.positions.0.table.weight               = {p}decoder.embed_positions.weight
            decoder.embed.norm.*                           = {p}decoder.layernorm_embedding.*
            decoder.layers.{l}.attention.query.*           = {p}decoder.layers.{l}.self_attn.q_proj.*
            decoder.layers.{l}.attention.key.*             = {p}decoder.layers.{l}.self_attn.k_proj.*
            decoder.layers.{l}.attention.value.*           = {p}decoder.layers.{l}.self_attn.v_proj.*
            decoder.layers.{l}.attention.output.*          = {p}decoder.layers.{l}.self_attn.out_proj.*
            decoder.layers.{l}.norm_before_attention.*     = {p}decoder.layers.{l}.self_attn_layer_norm.*
            decoder.layers.{l}.norm_after_attention.*      = {p}decoder.layers.{l}.self_attn_layer_norm.*
            decoder.layers.{l}.cross.query.*               = {p}decoder.layers.{l}.encoder_attn.q_proj.*
            decoder.layers.{l}.cross.key.*                 = {p}decoder.layers.{l}.encoder_attn.k_proj.*
            decoder.layers.{l}.cross.value.*               = {p}decoder.layers.{l}.encoder_attn.v_proj.*
            decoder.layers.{l}.cross.output.*              = {p}decoder.layers.{l}.encoder_attn.out_proj.*
            decoder.layers.{l}.norm_before_cross.*         = {p}decoder.layers.{l}.encoder_attn_layer_norm.*
            decoder.layers.{l}.norm_after_cross.*          = {p}decoder.layers.{l}.encoder_attn_layer_norm.*
            decoder.layers.{l}.mlp.input.*                 = {p}decoder.layers.{l}.fc1.*
            decoder.layers.{l}.mlp.output.*                = {p}decoder.layers.{l}.fc2.*
            decoder.layers.{l}.norm_before_mlp.*           = {p}decoder.layers.{l}.final_layer_norm.*
            decoder.layers.{l}.norm_after_mlp.*            = {p}decoder.layers.{l}.final_layer_norm.*
            decoder.final.norm.*                           = {p}decoder.layer_norm.*
            ignore                                         = {p}decoder.embed_tokens.weight
            ignore                                         = {p}decoder.embed_positions.weight
            """;
    }
}
