using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>
/// Compares kept runs, two files a pair, whose names stand where texts stand elsewhere; <see cref="ComparisonMerge"/> puts all chunks together.
/// </summary>
/// <param name="options">How runs are compared.</param>
public sealed class RecordPairWork(ComparisonOptions options) : IChunkWork<TextPair>
{
    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">A file cannot be read, or two runs cannot be compared; the message names them.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        using BinaryWriter writer = new(partial, Encoding.UTF8, leaveOpen: true);
        foreach (TextPair pair in chunk.Texts)
        {
            ComparisonPartial.Write(writer, Compare(pair.Text, pair.Pair!));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held between two pairs.
    }

    private ComparisonSummary Compare(string before, string after)
    {
        (AttentionRecord first, AttentionRecord second) = (AttentionRecord.Open(before), AttentionRecord.Open(after));
        try
        {
            return options.Compare(first, second);
        }
        catch (AttnExtractException failure)
        {
            throw new AttnExtractException($"'{before}' and '{after}': {failure.Message}", failure);
        }
    }
}
