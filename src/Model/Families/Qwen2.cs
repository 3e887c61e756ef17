using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Qwen 2 and 2.5; Yang et al. 2024: Llama whose queries, keys and values have biases.</summary>
internal static class Qwen2
{
    public const string Layers = EuroBert.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["qwen2"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(Llama.Prefixes, Layers, Llama.Heads),
        Heads = (config, spec) => Llama.ReadHeads(config, spec),
    };

    public static StackSpec Read(ModelConfig config) => ReadWindows(config) with { Biases = BiasSlots.Query | BiasSlots.Key | BiasSlots.Value };

    /// <summary>Reads what both versions share.</summary>
    public static StackSpec ReadWindows(ModelConfig config)
    {
        StackSpec spec = Llama.Read(config);
        int from = config.Int("max_window_layers", 28);
        int? reach = config.Flag("use_sliding_window", false) && !config.IsNull("sliding_window") ? config.Count("sliding_window", 4096) - 1 : null;
        return spec with
        {
            KeyValueHeadCount = config.IsNull("num_key_value_heads") ? 0 : config.Count("num_key_value_heads", 32),
            Windows = LayerKinds.Windows(config, spec.LayerCount, reach, layer => layer >= from),
        };
    }
}
