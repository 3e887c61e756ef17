using AttnExtract.Extract.Chunks;

namespace AttnExtract.Extract.Predictions;

/// <summary>Puts together what <see cref="PredictionWork"/> made of every chunk; of many texts it lies in a passing file until this is disposed.</summary>
public sealed class PredictionMerge : IChunkMerge, IDisposable
{
    private readonly KeptPartials _kept = new();

    /// <inheritdoc/>
    public void Add(Stream partial) => _kept.Add(partial);

    /// <summary>What was said of each text, in their order, read as it is needed, whenever it is asked for.</summary>
    public IEnumerable<Prediction> ToPredictions() => _kept.Read(PredictionPartial.Read);

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();
}
