using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Llama; Touvron et al. 2023, Dubey et al. 2024: RMS norms first, rotary positions, gated feed-forward, shared key and value heads.</summary>
internal static class Llama
{
    public const string Layers = EuroBert.Layers;

    public const string Heads = """
        heads.causal_lm.output.weight         = lm_head.weight
        heads.sequence_class.output.weight    = score.weight
        heads.token_class.output.*            = score.*
        heads.answer.output.*                 = qa_outputs.*
        ignore                                = {p}layers.*.self_attn.rotary_emb.inv_freq
        ignore                                = lm_head.*
        ignore                                = score.*
        ignore                                = qa_outputs.*
        """;

    /// <summary>What files put before the names of the layers.</summary>
    public static ImmutableArray<string> Prefixes { get; } = ["model.", "transformer.", ""];

    public static Family Family { get; } = new()
    {
        ModelTypes = ["llama"],
        ReadsForwards = true,
        Read = config => Read(config),
        Weights = () => WeightTable.Parse(Prefixes, Layers, Heads),
        Heads = (config, spec) => ReadHeads(config, spec),
    };

    /// <summary>The heads that Llama and its descendants share.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="spec">The structure.</param>
    /// <param name="isTied">Whether words are scored by the word table where the configuration does not say.</param>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec, bool isTied = false) =>
    [
        CommonHeads.NextWord(config, spec, isTied),
        CommonHeads.LastTokenClass(config),
        CommonHeads.TokenClass(config),
        CommonHeads.Answer(),
    ];

    /// <summary>Reads the fields that Llama and its descendants share.</summary>
    public static StackSpec Read(ModelConfig config) => EuroBert.Read(config, theta: 10000, epsilon: 1e-6) with
    {
        IsCausal = true,
        Rounding = new RoundingHabits { RoundsOnlyFrequencies = true },
    };
}
