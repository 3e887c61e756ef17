using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Marian; Junczys-Dowmunt et al. 2018, the translators of OPUS-MT: BART with sinusoidal positions and no norm of embeddings.</summary>
internal static class Marian
{
    public const string Layers = Bart.Layers;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["marian"],
        Read = Read,
        ReadDecoder = (config, encoder) => (WithWaves(Bart.ReadDecoder(config, encoder)), Bart.Start(config)),
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Bart.Heads),
        Heads = Bart.ReadHeads,
    };

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("share_encoder_decoder_embeddings", "true");
        return WithWaves(Bart.ReadEncoder(config));
    }

    /// <summary>With sinusoidal positions, whose table is computed, whether or not a file has it.</summary>
    public static StackSpec WithWaves(StackSpec stack) => stack with
    {
        Positions = [new SinusoidalPositions()],
        Rounding = new RoundingHabits { HasExactAngles = true },
    };
}
