using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>PEGASUS; Zhang et al. 2020: BART with norms first and sinusoidal positions.</summary>
internal static class Pegasus
{
    public const string Layers = Bart.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["pegasus"],
        Read = Read,
        ReadDecoder = (config, encoder) => (Marian.WithWaves(Bart.ReadDecoder(config, encoder)).WithNormsFirst(), Bart.Start(config)),
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Bart.Heads),
        Heads = Bart.ReadHeads,
    };

    public static StackSpec Read(ModelConfig config) => Marian.WithWaves(Bart.ReadEncoder(config)).WithNormsFirst();
}
