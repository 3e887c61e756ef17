using System.Globalization;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Terminal;

/// <summary>Text as a terminal sets it: ideographs and most emoji take two places, combining marks none.</summary>
internal static class TerminalText
{
    // The vowels and finals of a Hangul syllable are drawn into its first letter.
    private const int FirstJamoWithin = 0x1160;
    private const int LastJamoWithin = 0x11FF;

    private static readonly Lazy<(int First, int Last)[]> Wide = new(ReadWide);

    /// <summary>How many places a text takes.</summary>
    public static int Places(string text) => text.EnumerateRunes().Sum(Places);

    /// <summary>A text without anything that could move the cursor, recolour the terminal or turn the line around.</summary>
    public static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsCommand(rune) ? Rune.ReplacementChar : rune));

    /// <summary>A text, cleaned and cut to so many places, ending in … where something was cut.</summary>
    public static string Cut(string text, int places)
    {
        string clean = Clean(text);
        if (Places(clean) <= places)
        {
            return clean;
        }

        StringBuilder cut = new();
        int left = places - 1;
        foreach (string letter in Letters(clean))
        {
            left -= Places(letter);
            if (left < 0)
            {
                break;
            }

            cut.Append(letter);
        }

        return cut.Append('…').ToString();
    }

    /// <summary>A text cut to so many places and filled with spaces on its right.</summary>
    public static string Left(string text, int places) => Cut(text, places) + Fill(text, places);

    /// <summary>A text cut to so many places and filled with spaces on its left.</summary>
    public static string Right(string text, int places) => Fill(text, places) + Cut(text, places);

    /// <summary>What readers take for one letter, marks and all.</summary>
    public static IEnumerable<string> Letters(string text)
    {
        TextElementEnumerator letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext())
        {
            yield return letters.GetTextElement();
        }
    }

    private static string Fill(string text, int places) => new(' ', Math.Max(0, places - Places(Cut(text, places))));

    private static int Places(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            || rune.Value is >= FirstJamoWithin and <= LastJamoWithin ? 0
        : IsWide(rune.Value) ? 2
        : 1;

    private static bool IsWide(int codePoint)
    {
        (int First, int Last)[] ranges = Wide.Value;
        (int low, int high) = (0, ranges.Length - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (codePoint < ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (codePoint > ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCommand(Rune rune) => rune.IsBmp && TerminalCommand.Is((char)rune.Value);

    private static (int First, int Last)[] ReadWide()
    {
        using Stream stream = typeof(TerminalText).Assembly.GetManifestResourceStream("AttnExtract.Render.Terminal.wide-characters.txt")!;
        using StreamReader reader = new(stream);
        List<(int First, int Last)> ranges = [];
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                string[] ends = line.Split('-');
                ranges.Add((int.Parse(ends[0], NumberStyles.HexNumber, null), int.Parse(ends[^1], NumberStyles.HexNumber, null)));
            }
        }

        return [.. ranges];
    }
}
