using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Mistral; Jiang et al. 2023: Llama whose layers see only what came a little before.</summary>
internal static class Mistral
{
    public const string Layers = EuroBert.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["mistral"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(Llama.Prefixes, Layers, Llama.Heads),
        Heads = (config, spec) => Llama.ReadHeads(config, spec),
    };

    public static StackSpec Read(ModelConfig config)
    {
        StackSpec spec = Llama.Read(config);

        // As many keys are seen as the window says, the query's own among them.
        int? reach = config.IsNull("sliding_window") ? null : config.Count("sliding_window", 4096) - 1;
        return spec with
        {
            KeyValueHeadCount = config.IsNull("num_key_value_heads") ? 0 : config.Count("num_key_value_heads", 8),
            Windows = [.. Enumerable.Repeat(reach, spec.LayerCount)],
        };
    }
}
