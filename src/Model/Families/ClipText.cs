using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>The text model of CLIP; Radford et al. 2021: norms first, a token sees only what comes before it, and the last one is the text.</summary>
internal static class ClipText
{
    public const string Layers = """
        embed.word.weight                     = {p}embeddings.token_embedding.weight
        positions.0.table.weight              = {p}embeddings.position_embedding.weight
        layers.{l}.norm_before_attention.*    = {p}encoder.layers.{l}.layer_norm1.*
        layers.{l}.attention.query.*          = {p}encoder.layers.{l}.self_attn.q_proj.*
        layers.{l}.attention.key.*            = {p}encoder.layers.{l}.self_attn.k_proj.*
        layers.{l}.attention.value.*          = {p}encoder.layers.{l}.self_attn.v_proj.*
        layers.{l}.attention.output.*         = {p}encoder.layers.{l}.self_attn.out_proj.*
        layers.{l}.norm_before_mlp.*          = {p}encoder.layers.{l}.layer_norm2.*
        layers.{l}.mlp.input.*                = {p}encoder.layers.{l}.mlp.fc1.*
        layers.{l}.mlp.output.*               = {p}encoder.layers.{l}.mlp.fc2.*
        final.norm.*                          = {p}final_layer_norm.*
        ignore                                = {p}embeddings.position_ids
        """;

    public const string Heads = """
        heads.pooler.output.weight            = text_projection.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["clip_text_model"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(["text_model.", ""], Layers, Heads),

        // The library reads the first end token, which is the last token unless the text spells one itself.
        Heads = (config, _) =>
        [
            new HeadSpec(HeadKind.Pooler)
            {
                Input = HeadInput.LastToken,
                OutputSize = config.Count("projection_dim", 512),
                HasOutputBias = false,
            },
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        int positions = config.Int("max_position_embeddings", 77);
        NormSpec norm = new(config.Number("layer_norm_eps", 1e-5));
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [new LearnedPositions(positions)],
            MaximumLength = positions,
            HiddenSize = config.Int("hidden_size"),
            LayerCount = config.Count("num_hidden_layers"),
            NormBeforeAttention = norm,
            HeadCount = config.Count("num_attention_heads"),
            IsCausal = true,
            NormBeforeMlp = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = Activation.Named(config.Text("hidden_act", "quick_gelu")),
            FinalNorm = norm,
        };
    }
}
