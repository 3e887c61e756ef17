using AttnExtract.Model.Families;
using AttnExtract.Model.Weights;

namespace AttnExtract.Model;

/// <summary>What of a model folder needs no tokenizer: configuration and encoder.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="Encoder">The encoder with its weights.</param>
/// <param name="Report">What became of every tensor of the checkpoint.</param>
internal sealed record EncoderFolder(ModelConfig Config, Encoder Encoder, LoadReport Report)
{
    /// <summary>Loads it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="precision">The type to compute in.</param>
    /// <exception cref="AttnExtractException">Something is missing, unknown or does not fit together.</exception>
    public static EncoderFolder Load(string folder, ModelConfig config, Precision precision)
    {
        Family family = FamilyCatalog.Of(config.ModelType);
        EncoderSpec spec = family.Read(config).Validated();
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        Encoder encoder = new(spec, precision.ToScalarType());
        try
        {
            return new EncoderFolder(config, encoder, WeightLoader.Load(encoder, checkpoint, family.Weights, folder));
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }
}
