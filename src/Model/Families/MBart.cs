using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>mBART; Liu et al. 2020: BART with norms first; the language of the target, its last token, is what the decoder reads first.</summary>
internal static class MBart
{
    public const string Layers = Bart.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["mbart"],
        Read = Read,
        ReadDecoder = (config, encoder) => (Bart.WithTable(Bart.ReadDecoder(config, encoder), config).WithNormsFirst(), new DecoderStart(null)),
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Bart.Heads),
        Heads = Bart.ReadHeads,
    };

    public static StackSpec Read(ModelConfig config) => Bart.Read(config).WithNormsFirst();
}
