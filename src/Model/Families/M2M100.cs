using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>M2M-100 and NLLB; Fan et al. 2021, NLLB Team 2022: BART with norms first and sinusoids that count on from the padding's id.</summary>
internal static class M2M100
{
    public const string Layers = Bart.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["m2m_100"],
        Read = Read,
        ReadDecoder = (config, encoder) => (WithWaves(Bart.ReadDecoder(config, encoder), config), Bart.Start(config)),
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Bart.Heads),
        Heads = (config, decoder) =>
            [.. Bart.ReadHeads(config, decoder).Select(head => head with { HasOutputBias = head.Kind != HeadKind.CausalLanguageModel })],
    };

    public static StackSpec Read(ModelConfig config) => WithWaves(Bart.ReadEncoder(config), config);

    private static StackSpec WithWaves(StackSpec stack, ModelConfig config) => stack.WithNormsFirst() with
    {
        Positions = [new SinusoidalPositions { SpansAll = true, PaddingId = config.Int("pad_token_id", 1) }],
    };
}
