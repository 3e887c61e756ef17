using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Corpora;

/// <summary>Puts texts of similar length together, so that little is computed on padding, however many texts there are.</summary>
internal static class LengthBatches
{
    // How many texts are looked at to find some of similar length: all that is ever in memory.
    private const int Window = 1024;

    // How much shorter than the longest of its batch a text may be.
    private const double ShortestShare = 0.9;

    /// <summary>The texts in batches; the same texts in the same order always make the same batches.</summary>
    /// <param name="texts">The texts, read as they are needed.</param>
    /// <param name="lengthOf">How many tokens a text has.</param>
    /// <param name="mostOf">How many texts of a length may be together, 1 or more.</param>
    public static IEnumerable<ImmutableArray<T>> Of<T>(IEnumerable<T> texts, Func<T, int> lengthOf, Func<int, int> mostOf)
    {
        foreach (T[] window in texts.Chunk(Window))
        {
            T[] sorted = [.. window.OrderByDescending(lengthOf)];
            for (int first = 0; first < sorted.Length;)
            {
                int longest = lengthOf(sorted[first]);
                int end = first + 1;
                while (end < sorted.Length && end - first < mostOf(longest) && lengthOf(sorted[end]) >= ShortestShare * longest)
                {
                    end++;
                }

                yield return [.. sorted[first..end]];
                first = end;
            }
        }
    }
}
