using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>EuroBERT; Boizard et al. 2025: the layers of a LLaMA, looking both ways.</summary>
internal static class EuroBert
{
    /// <summary>Everything but the norm that stands between the blocks, which relatives place elsewhere.</summary>
    public const string Blocks = """
        embed.word.weight                     = {p}embed_tokens.weight
        layers.{l}.norm_before_attention.*    = {p}layers.{l}.input_layernorm.*
        layers.{l}.attention.query.*          = {p}layers.{l}.self_attn.q_proj.*
        layers.{l}.attention.key.*            = {p}layers.{l}.self_attn.k_proj.*
        layers.{l}.attention.value.*          = {p}layers.{l}.self_attn.v_proj.*
        layers.{l}.attention.output.*         = {p}layers.{l}.self_attn.o_proj.*
        layers.{l}.mlp.input.*                = {p}layers.{l}.mlp.gate_proj.*
        layers.{l}.mlp.gate.projection.*      = {p}layers.{l}.mlp.up_proj.*
        layers.{l}.mlp.output.*               = {p}layers.{l}.mlp.down_proj.*
        final.norm.*                          = {p}norm.*
        """;

    public const string Layers = Blocks + "\n" + """
        layers.{l}.norm_before_mlp.*          = {p}layers.{l}.post_attention_layernorm.*
        """;

    public const string Heads = """
        heads.masked_lm.output.*              = lm_head.*
        heads.sequence_class.steps.0.dense.*  = dense.*
        heads.sequence_class.output.*         = classifier.*
        heads.token_class.output.*            = classifier.*
        ignore                                = lm_head.*
        ignore                                = classifier.*
        ignore                                = dense.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["eurobert"],
        Read = config => Read(config),
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    /// <summary>Words have a table of their own unless the configuration ties it, and a bias where feed-forward blocks have one.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec)
    {
        config.RequireOnly("classifier_pooling", "\"bos\"", "\"mean\"", "\"late\"");
        return
        [
            CommonHeads.Words(config, spec) with
            {
                IsTied = config.Flag("tie_word_embeddings", false),
                HasOutputBias = config.Flag("mlp_bias", false),
            },
            CommonHeads.SequenceClass(config, new HeadStep(spec.HiddenSize, Activation.Gelu)) with
            {
                Input = config.Text("classifier_pooling", "late") switch
                {
                    "bos" => HeadInput.FirstToken,
                    "mean" => HeadInput.MeanOfTokens,
                    _ => HeadInput.EveryTokenThenMean,
                },
            },
            CommonHeads.TokenClass(config),
        ];
    }

    /// <summary>Reads the fields that EuroBERT and its relatives share.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="theta">The base of the angles where the configuration does not say.</param>
    /// <param name="epsilon">What is added under the root of norms where the configuration does not say.</param>
    public static StackSpec Read(ModelConfig config, double theta = 250000, double epsilon = 1e-5)
    {
        Unsupported.Refuse(config);
        config.RequireOnly("pretraining_tp", "1");
        NormSpec norm = config.Norm("rms_norm_eps", epsilon) with { OnlyScales = true };
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [RotaryOptions.Read(config, theta)],
            MaximumLength = config.Int("max_position_embeddings"),
            HiddenSize = config.Int("hidden_size"),
            LayerCount = config.Count("num_hidden_layers"),
            NormBeforeAttention = norm,
            HeadCount = config.Count("num_attention_heads"),
            KeyValueHeadCount = config.Count("num_key_value_heads", 0),
            HeadSize = config.Count("head_dim", 0),
            NormBeforeMlp = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = config.Activation("hidden_act", "silu"),
            IsGated = true,
            Biases = (config.Flag("attention_bias", false) ? BiasSlots.Attention : BiasSlots.None)
                | (config.Flag("mlp_bias", false) ? BiasSlots.MlpInput | BiasSlots.MlpOutput : BiasSlots.None),
            FinalNorm = norm,
            Rounding = new RoundingHabits { RoundsNorms = true },
        };
    }
}
