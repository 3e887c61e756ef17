namespace AttnExtract.Model.Text.Characters;

/// <summary>A fixed set of Unicode code points; membership is two array reads.</summary>
internal sealed class CodePointSet
{
    private const int PageBits = 8;
    private const int WordsPerPage = (1 << PageBits) / 64;
    private static readonly ulong[] EmptyPage = new ulong[WordsPerPage];

    private readonly ulong[][] _pages = new ulong[(0x10FFFF >> PageBits) + 1][];

    /// <param name="ranges">Inclusive ranges of code points.</param>
    public CodePointSet(IEnumerable<(int First, int Last)> ranges)
    {
        Array.Fill(_pages, EmptyPage);
        foreach ((int first, int last) in ranges)
        {
            for (int codePoint = first; codePoint <= last; codePoint++)
            {
                ref ulong[] page = ref _pages[codePoint >> PageBits];
                page = ReferenceEquals(page, EmptyPage) ? new ulong[WordsPerPage] : page;
                page[(codePoint >> 6) & (WordsPerPage - 1)] |= 1UL << codePoint;
            }
        }
    }

    public bool Contains(int codePoint) =>
        (_pages[codePoint >> PageBits][(codePoint >> 6) & (WordsPerPage - 1)] >> codePoint & 1) != 0;
}
