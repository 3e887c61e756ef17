using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>
/// Puts together what was compared in every chunk, by <see cref="ComparisonWork"/> or <see cref="RecordPairWork"/>; of many pairs it lies in a passing file
/// until this is disposed.
/// </summary>
public sealed class ComparisonMerge : IChunkMerge, IDisposable
{
    private readonly KeptPartials _kept = new();

    /// <inheritdoc/>
    public void Add(Stream partial) => _kept.Add(partial);

    /// <summary>All pairs, which can be read until this is disposed.</summary>
    /// <exception cref="AttnExtractException">There was none, or they are of different layers or heads.</exception>
    public MeanComparison ToMean()
    {
        IEnumerable<ComparisonSummary> pairs = _kept.Read(ComparisonPartial.Read);
        ComparisonSummary first = pairs.FirstOrDefault() ?? throw Encodings.NoTexts();
        double[] sums = new double[first.Distances.Length];
        int count = 0;
        foreach (ComparisonSummary pair in pairs)
        {
            if (!pair.Layers.SequenceEqual(first.Layers) || !pair.Heads.SequenceEqual(first.Heads))
            {
                throw new AttnExtractException(
                    $"Pairs 0 and {count} have not the same layers and heads: layers {IndexSet.Of(first.Layers)} and {IndexSet.Of(pair.Layers)}, heads "
                    + $"{IndexSet.Of(first.Heads)} and {IndexSet.Of(pair.Heads)}; choose some that all have, with --layers and --heads.");
            }

            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += pair.Distances[i];
            }

            count++;
        }

        return new MeanComparison(first, count, [.. sums.Select(sum => sum / count)], pairs);
    }

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();
}
