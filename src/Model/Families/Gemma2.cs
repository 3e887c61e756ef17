using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Gemma 2; Gemma Team 2024: Llama with norms on both sides of its blocks, bounded scores, and a window in every other layer.</summary>
internal static class Gemma2
{
    public const string Layers = EuroBert.Blocks + "\n" + """
        layers.{l}.norm_of_attention.*        = {p}layers.{l}.post_attention_layernorm.*
        layers.{l}.norm_before_mlp.*          = {p}layers.{l}.pre_feedforward_layernorm.*
        layers.{l}.norm_of_mlp.*              = {p}layers.{l}.post_feedforward_layernorm.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["gemma2"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(Llama.Prefixes, Layers, Llama.Heads),
        Heads = (config, spec) => ReadHeads(config, spec, 30),
    };

    public static StackSpec Read(ModelConfig config)
    {
        StackSpec spec = ReadBlocks(config);
        return spec with
        {
            KeyValueHeadCount = config.Count("num_key_value_heads", 4),
            ScoreCap = config.OptionalNumber("attn_logit_softcapping", 50),
            Windows = LayerKinds.Windows(config, spec.LayerCount, config.Count("sliding_window", 4096) - 1, layer => layer % 2 == 0),
        };
    }

    /// <summary>Reads what both versions share.</summary>
    public static StackSpec ReadBlocks(ModelConfig config)
    {
        config.RequireOnly("use_bidirectional_attention", "false");
        StackSpec spec = Llama.Read(config);
        NormSpec norm = spec.FinalNorm! with { AddsOne = true };
        return spec with
        {
            // The library keeps it in single precision.
            WordScale = (float)Math.Sqrt(spec.HiddenSize),
            NormBeforeAttention = norm,
            HeadSize = config.Count("head_dim", 256),
            ScoreScale = 1 / Math.Sqrt(config.Number("query_pre_attn_scalar", 256)),
            NormOfAttention = norm,
            NormBeforeMlp = norm,
            Activation = config.Activation("hidden_activation", "gelu_pytorch_tanh"),
            NormOfMlp = norm,
            FinalNorm = norm,
        };
    }

    /// <summary>The heads of both versions.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="spec">The structure.</param>
    /// <param name="cap">The bound of scores of words where the configuration does not say; null for none.</param>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec, double? cap)
    {
        double? bound = config.OptionalNumber("final_logit_softcapping", cap);
        return
        [
            .. Llama.ReadHeads(config, spec, isTied: true)
                .Select(head => head.Kind == HeadKind.CausalLanguageModel ? head with { ScoreCap = bound } : head),
        ];
    }
}
