using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>The text model of Gemma 3; Gemma Team 2025: Gemma 2 whose heads norm queries and keys, and whose windows have angles of their own.</summary>
internal static class Gemma3
{
    public const string Layers = Gemma2.Layers + "\n" + Qwen3.HeadNorms;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["gemma3_text"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(Llama.Prefixes, Layers, Llama.Heads),
        Heads = (config, spec) => Gemma2.ReadHeads(config, spec, null),
    };

    public static StackSpec Read(ModelConfig config)
    {
        StackSpec spec = Gemma2.ReadBlocks(config);
        int every = config.Count("sliding_window_pattern", 6);
        ImmutableArray<int?> windows = LayerKinds.Windows(
            config, spec.LayerCount, config.Count("sliding_window", 4096) - 1, layer => (layer + 1) % every != 0);
        return spec with
        {
            Positions =
            [
                RotaryOptions.Read(config, 1000000, layerType: LayerKinds.Everywhere) with { Layers = LayerKinds.Where(windows, true) },
                RotaryOptions.Read(config, 10000, "rope_local_base_freq", LayerKinds.Nearby, scalingKey: null) with
                {
                    Layers = LayerKinds.Where(windows, false),
                },
            ],
            KeyValueHeadCount = config.Count("num_key_value_heads", 4),
            QueryKeyNorm = spec.FinalNorm,
            ScoreCap = config.OptionalNumber("attn_logit_softcapping", null),
            Windows = windows,
        };
    }
}
