namespace AttnExtract.Model.Text.Alignment;

/// <summary>
/// A stretch of text on its way through normalizers and pre-tokenizers. Every UTF-16 unit knows the range of source units
/// that it stands for; both units of a surrogate pair know the same range.
/// </summary>
internal sealed class AlignedText
{
    private readonly char[] _characters;
    private readonly int[] _starts;
    private readonly int[] _ends;

    internal AlignedText(int sourceStart, char[] characters, int[] starts, int[] ends, int length, TextBudget budget)
    {
        Budget = budget;
        SourceStart = sourceStart;
        _characters = characters;
        _starts = starts;
        _ends = ends;
        Length = length;
    }

    /// <summary>Where the stretch begins in the source, whatever was deleted at its edge since.</summary>
    public int SourceStart { get; }

    public int Length { get; }

    /// <summary>What work is left for the text that this is a stretch of.</summary>
    public TextBudget Budget { get; }

    public ReadOnlySpan<char> Characters => _characters.AsSpan(0, Length);

    /// <summary>First source unit that unit <paramref name="index"/> stands for.</summary>
    public int StartOf(int index) => _starts[index];

    /// <summary>One past the last source unit that unit <paramref name="index"/> stands for.</summary>
    public int EndOf(int index) => _ends[index];

    /// <summary>A stretch as it stands in the source.</summary>
    /// <param name="source">The stretch.</param>
    /// <param name="sourceStart">Where it begins.</param>
    /// <param name="budget">What work is left for its text; null where it is one.</param>
    public static AlignedText FromSource(ReadOnlySpan<char> source, int sourceStart, TextBudget? budget = null)
    {
        int[] starts = new int[source.Length];
        int[] ends = new int[source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            starts[i] = sourceStart + i;
            ends[i] = sourceStart + i + 1;
            if (char.IsHighSurrogate(source[i]) && i + 1 < source.Length)
            {
                starts[i + 1] = starts[i];
                ends[i] = ends[i + 1] = starts[i] + 2;
                i++;
            }
        }

        return new AlignedText(sourceStart, source.ToArray(), starts, ends, source.Length, budget ?? new TextBudget(source.Length));
    }

    /// <summary>A part of this text as a stretch of its own, which begins in the source where its first character does.</summary>
    public AlignedText Slice(int start, int length)
    {
        int sourceStart = length > 0 ? _starts[start] : SourceStart;
        return length == Length
            ? new AlignedText(sourceStart, _characters, _starts, _ends, length, Budget)
            : new AlignedText(
                sourceStart,
                _characters.AsSpan(start, length).ToArray(),
                _starts.AsSpan(start, length).ToArray(),
                _ends.AsSpan(start, length).ToArray(),
                length,
                Budget);
    }

    internal (ReadOnlyMemory<char> Characters, ReadOnlyMemory<int> Starts, ReadOnlyMemory<int> Ends) Range(int start, int length) =>
        (_characters.AsMemory(start, length), _starts.AsMemory(start, length), _ends.AsMemory(start, length));
}
