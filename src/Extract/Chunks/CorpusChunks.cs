using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Chunks;

/// <summary>A corpus in chunks of so many texts each, counted from its beginning, so that no machine decides where one begins.</summary>
public static class CorpusChunks
{
    /// <summary>How many texts are in a chunk where nobody says.</summary>
    public const int UsualSize = 1024;

    /// <summary>The chunks of a corpus, read as they are needed.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="size">How many texts are in a chunk but the last.</param>
    /// <param name="isWanted">Which chunks by their 0-based numbers; the texts of others are passed by. Null for all.</param>
    public static IEnumerable<Chunk<T>> Of<T>(IEnumerable<T> texts, int size, Func<int, bool>? isWanted = null)
    {
        List<T> kept = [];
        int number = 0;
        int place = 0;
        foreach (T text in texts)
        {
            if (isWanted?.Invoke(number) != false)
            {
                kept.Add(text);
            }

            place++;
            if (place == size)
            {
                if (kept.Count > 0)
                {
                    yield return new(number, kept);
                }

                (kept, place) = ([], 0);
                number++;
            }
        }

        if (kept.Count > 0)
        {
            yield return new(number, kept);
        }
    }

    /// <summary>How many chunks so many texts are.</summary>
    public static int Count(long texts, int size) => (int)Math.Min(int.MaxValue, (texts + size - 1) / size);

    /// <summary>Computes every chunk and hands its result on, one after the other, as whoever merges the files of a run does.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="size">How many texts are in a chunk.</param>
    /// <param name="work">What is made of a chunk.</param>
    /// <param name="merge">What becomes of the results.</param>
    /// <exception cref="AttnExtractException">A text cannot be read, or the work cannot be done.</exception>
    public static void Merge<T>(IEnumerable<T> texts, int size, IChunkWork<T> work, IChunkMerge merge)
    {
        using SpillingStream partial = new();
        NativeTuning.GiveBack();
        foreach (Chunk<T> chunk in Of(texts, size))
        {
            partial.SetLength(0);
            work.Run(chunk, partial);
            NativeTuning.GiveBack();
            partial.Position = 0;
            merge.Add(partial);
        }
    }

    /// <summary>Where the random numbers of a chunk start: those of the first where nobody chunks, and of others elsewhere.</summary>
    /// <param name="seed">The study's.</param>
    /// <param name="chunk">The 0-based chunk.</param>
    internal static int Seed(int seed, int chunk) => chunk == 0 ? seed : (int)Mixed(((ulong)(uint)seed << 32) | (uint)chunk);

    // SplitMix64's finalizer; Steele, Lea and Flood 2014.
    private static ulong Mixed(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        return (bits ^ (bits >> 31)) & int.MaxValue;
    }
}
