using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>The encoder of umT5; Chung et al. 2023: T5 with a bias of its own in every layer.</summary>
internal static class Umt5
{
    public const string Layers = T5.Blocks + "\n" + """
        positions.{l}.table.weight            = encoder.block.{l}.layer.0.SelfAttention.relative_attention_bias.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["umt5"],
        Read = Read,
        Weights = () => WeightTable.Parse([""], Layers),
    };

    public static StackSpec Read(ModelConfig config)
    {
        StackSpec spec = T5.Read(config, "gated-gelu");
        return spec with { Positions = [.. Enumerable.Range(0, spec.LayerCount).Select(layer => T5.Bias(config) with { Layers = [layer] })] };
    }
}
