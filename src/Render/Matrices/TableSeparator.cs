using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Finds what separates the fields of a table.</summary>
internal static partial class TableSeparator
{
    private const int SampledRows = 100;

    // Of wide tables fewer rows tell as much.
    private const int SampledFields = 20_000;
    private const int FewestRows = 5;

    private static readonly char[] Candidates = [',', ';', '\t', DelimitedRows.WhiteSpace];

    /// <summary>Whether a comma between digits can be a decimal one.</summary>
    public static bool AllowsDecimalComma(char separator) => separator is ';' or '\t';

    /// <summary>The separator of a table: the one that leaves rows of one length and the largest part of its fields numbers.</summary>
    /// <param name="text">The table in UTF-8.</param>
    /// <param name="usual">The one that files of its extension have, where others do no better.</param>
    /// <param name="path">The file's name, for messages.</param>
    public static char Find(ReadOnlyMemory<byte> text, char usual, string path) => InOrder(text, usual, path).FirstOrDefault(usual);

    /// <summary>Every separator that makes fields of a table, the likeliest first.</summary>
    public static IEnumerable<char> InOrder(ReadOnlyMemory<byte> text, char usual, string path) =>
        Candidates.OrderByDescending(candidate => candidate == usual)
            .Select(candidate => (Separator: candidate, Score: Score(text, candidate, path)))
            .Where(candidate => candidate.Score is not null)
            .OrderByDescending(candidate => candidate.Score)
            .Select(candidate => candidate.Separator);

    /// <summary>The separator that a first line « sep=; » names, as Excel reads it, and the length of that line; null where there is none.</summary>
    public static (char Separator, int Length)? Named(ReadOnlySpan<byte> text)
    {
        Match match = Line().Match(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 16)]));
        return match.Success ? (match.Groups["separator"].Value[0], match.Groups["line"].Length) : null;
    }

    private static (bool IsEven, double Numbers)? Score(ReadOnlyMemory<byte> text, char separator, string path)
    {
        DelimitedRows rows = new(text, separator, path);
        FieldNumbers numbers = new(AllowsDecimalComma(separator));
        List<int> widths = [];
        (int fields, int read) = (0, 0);
        try
        {
            while (widths.Count < SampledRows && (fields < SampledFields || widths.Count < FewestRows) && rows.MoveNext())
            {
                widths.Add(rows.Count);
                fields += rows.Count;
                read += Enumerable.Range(0, rows.Count).Count(field => numbers.TryRead(rows.Bytes(field), rows.Line, out _));
            }
        }
        catch (AttnExtractException)
        {
            return null;
        }

        if (widths.All(width => width < 2))
        {
            return null;
        }

        // R writes its header without a field over the row labels.
        bool isEven = widths.Skip(1).All(width => width == widths[1]) && (widths.Count == 1 || widths[1] - widths[0] is 0 or 1);
        return (isEven, (double)read / fields);
    }

    [GeneratedRegex("""^(?<line>"?sep=(?<separator>[,;|\t ])"?\r?\n?)""", RegexOptions.IgnoreCase)]
    private static partial Regex Line();
}
