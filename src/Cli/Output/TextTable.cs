using System.Globalization;
using System.Text;

namespace AttnExtract.Cli.Output;

/// <summary>Rows of cells in columns as wide as their widest cell.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    // Unicode's East Asian Wide and Fullwidth blocks (UAX #11), and the pictures that terminals draw as wide as these.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>The table, a line a row.</summary>
    /// <param name="header">The first row; empty for none.</param>
    /// <param name="rows">The others.</param>
    /// <param name="rightAligned">How many columns, from the left, hold numbers.</param>
    public static string Of(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows, int rightAligned = 0)
    {
        // A line break in a cell would tear the table apart.
        IReadOnlyList<IReadOnlyList<string>> all =
            [.. from row in header.Count == 0 ? rows : [header, .. rows] select row.Select(CleanWriter.Clean).ToArray()];
        int[] widths = [.. Enumerable.Range(0, all[0].Count).Select(column => all.Max(row => Width(row[column])))];
        StringBuilder table = new();
        foreach (IReadOnlyList<string> row in all)
        {
            IEnumerable<string> cells = row.Select((cell, column) => Padded(cell, widths[column], column < rightAligned));
            table.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }

        return table.ToString();
    }

    private static string Padded(string cell, int width, bool isRight)
    {
        string padding = new(' ', width - Width(cell));
        return isRight ? padding + cell : cell + padding;
    }

    private static int Width(string text) => text.EnumerateRunes().Sum(rune =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : Wide.Any(block => rune.Value >= block.First && rune.Value <= block.Last) ? 2 : 1);
}
