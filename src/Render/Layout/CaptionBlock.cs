using System.Collections.Immutable;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Layout;

/// <summary>
/// The caption, broken into lines; a quoted text is shortened before the caption takes more than three, but not so far that nobody could tell it.
/// </summary>
internal sealed class CaptionBlock
{
    private const int MostLines = 3;

    // Of each quoted text, its quotation mark included.
    private const int FewestQuoted = 30;

    // What a word that is longer than a line, such as a path, is broken after.
    private const string Joints = "/\\-_.,;:=+";

    /// <summary>Stands between two parts.</summary>
    public const string Separator = " · ";
    private const double LineHeight = 1.35;

    private CaptionBlock(IReadOnlyList<string> lines, double size)
    {
        Lines = lines;
        Size = size;
    }

    /// <summary>Its lines, from top to bottom.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Font size in pixels.</summary>
    public double Size { get; }

    /// <summary>From the top of its first line to the bottom of its last.</summary>
    public double Height => Lines.Count * Size * LineHeight;

    /// <summary>Sets a caption in a width.</summary>
    public static CaptionBlock Set(ImmutableArray<CaptionPart> parts, double width, double size, ITextMeasure measure)
    {
        int longest = parts.Where(part => part.Role == CaptionRole.Quote).Select(part => Quotation.LongestOf(part.Text)).DefaultIfEmpty().Max();
        List<string> whole = Broken(parts, longest, width, size, measure);
        if (whole.Count <= MostLines || longest == 0)
        {
            return new(whole, size);
        }

        (int fits, int tooLong) = (Math.Min(FewestQuoted, longest), longest);
        while (tooLong - fits > 1)
        {
            int middle = (fits + tooLong) / 2;
            bool isShort = Broken(parts, middle, width, size, measure).Count <= MostLines;
            (fits, tooLong) = isShort ? (middle, tooLong) : (fits, middle);
        }

        return new(Broken(parts, fits, width, size, measure), size);
    }

    /// <summary>The baseline of a line, from the top of the block.</summary>
    public double Baseline(int line) => (line * Size * LineHeight) + Size;

    private static List<string> Broken(
        ImmutableArray<CaptionPart> parts, int longest, double width, double size, ITextMeasure measure)
    {
        IEnumerable<string> texts = parts.Select(part => part.Role == CaptionRole.Quote ? Quotation.Shortened(part.Text, longest) : part.Text);
        List<string> lines = TextLines.Of(string.Join(Separator, texts), width, size, Separator, measure);
        return [.. lines.SelectMany(one => Pieces(one, width, size, measure))];
    }

    // Nothing of a caption is lost: a word that has no line to itself takes several.
    private static IEnumerable<string> Pieces(string line, double width, double size, ITextMeasure measure)
    {
        while (LabelPlan.Fitting(line, width, size, measure) is var fits && fits < line.Length)
        {
            int joint = line.AsSpan(0, fits).LastIndexOfAny(Joints) + 1;
            int end = joint > fits / 2 ? joint : fits;
            yield return line[..end];
            line = line[end..];
        }

        yield return line;
    }
}
