using AttnExtract.Extract.Chunks;

namespace AttnExtract.Extract.Measures;

/// <summary>Puts together what <see cref="MeasurementWork"/> made of every chunk; of many texts it lies in a passing file until this is disposed.</summary>
public sealed class MeasurementMerge : IChunkMerge, IDisposable
{
    private readonly KeptPartials _kept = new();

    /// <inheritdoc/>
    public void Add(Stream partial) => _kept.Add(partial);

    /// <summary>What was measured of each text of one chunk, read as it is needed.</summary>
    /// <param name="partial">What <see cref="MeasurementWork.Run"/> wrote.</param>
    public static IEnumerable<IReadOnlyList<Measurement>> Read(Stream partial)
    {
        while (partial.Position < partial.Length)
        {
            yield return MeasurementPartial.Read(partial);
        }
    }

    /// <summary>What was measured of each text, a measure each, read as it is needed, whenever it is asked for.</summary>
    public IEnumerable<IReadOnlyList<Measurement>> ToMeasurements() => _kept.Read(MeasurementPartial.Read);

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();
}
