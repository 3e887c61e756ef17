using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Longformer; Beltagy et al. 2020: RoBERTa that sees what is near, and a few tokens that see everything and are seen by everything.</summary>
internal static class Longformer
{
    public const string Layers = Bert.Layers + "\n" + """
        layers.{l}.attention.global.query.*   = {p}encoder.layer.{l}.attention.self.query_global.*
        layers.{l}.attention.global.key.*     = {p}encoder.layer.{l}.attention.self.key_global.*
        layers.{l}.attention.global.value.*   = {p}encoder.layer.{l}.attention.self.value_global.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["longformer"],
        ReadsInWindows = true,
        Read = Read,
        Weights = () => WeightTable.Parse(["longformer.", ""], Layers, Roberta.Heads),
        Heads = Roberta.ReadHeads,
    };

    public static StackSpec Read(ModelConfig config)
    {
        StackSpec spec = Roberta.Read(config);

        // Half of a window to each side; one number for all layers, or one for each.
        return spec with
        {
            HasGlobalTokens = true,
            Windows = [.. config.Counts("attention_window", 512, spec.LayerCount).Select(window => (int?)(window / 2))],
        };
    }
}
