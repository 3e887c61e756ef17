namespace AttnExtract.Render.Layout;

/// <summary>Breaks a text into lines.</summary>
internal static class TextLines
{
    // Between the baselines of titles and labels, in parts of the font size.
    private const double TitleLine = 1.2;

    private const double Narrower = 0.94;

    // A line neither ends with the first of these nor begins with the others.
    private const string Openings = "“‘„«([{（「『《〈【〔";
    private const string Closings = "”’»)]}）」』》〉】〕、。，．！？：；…,.!?:;%";

    /// <summary>From one baseline to the next, in pixels, where lines are no sentences.</summary>
    public static double Distance(double size) => TitleLine * size;

    /// <summary>As few lines as keep to a width; a single word may be longer.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="size">The font size in pixels.</param>
    /// <param name="separator">What a line may end with, but not begin with; may be empty.</param>
    /// <param name="measure">Measures text.</param>
    public static List<string> Of(string text, double width, double size, string separator, ITextMeasure measure)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in Words(text, separator))
        {
            string longer = line + word;
            if (line.Length > 0 && measure.Measure(longer.TrimEnd(), size).Width > width)
            {
                lines.Add(line.TrimEnd());
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
        {
            lines.Add(line.TrimEnd());
        }

        return lines;
    }

    /// <summary>As few lines as keep to a width, and those about as long as one another.</summary>
    public static IReadOnlyList<string> Even(string text, double width, double size, ITextMeasure measure)
    {
        IReadOnlyList<string> lines = Of(text, width, size, "", measure);
        for (double narrower = width * Narrower; lines.Count > 1; narrower *= Narrower)
        {
            IReadOnlyList<string> evener = Of(text, narrower, size, "", measure);
            if (evener.Count > lines.Count || narrower < size)
            {
                break;
            }

            lines = evener;
        }

        return lines;
    }

    // A line may end after a space, though not one before a separator, and around any character of a script written
    // without spaces.
    private static IEnumerable<string> Words(string text, string separator)
    {
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool isIdeograph = text[i] >= 0x2E80 && !char.IsSurrogate(text[i]);
            if (isIdeograph && i > start && MayPart(text[i - 1], text[i]))
            {
                yield return text[start..i];
                start = i;
            }

            bool isBreak = text[i] == ' ' && !(separator.Length > 0 && text.AsSpan(i).StartsWith(separator));
            if (isBreak || (isIdeograph && (i + 1 == text.Length || MayPart(text[i], text[i + 1]))))
            {
                yield return text[start..(i + 1)];
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private static bool MayPart(char before, char after) => !Openings.Contains(before) && !Closings.Contains(after) && after != ' ';
}
