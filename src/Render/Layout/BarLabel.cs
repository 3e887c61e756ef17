namespace AttnExtract.Render.Layout;

/// <summary>
/// What a colour bar measures, along the bar in lines as long as it. Where that would be more than two beside a short standing bar, lines lie across
/// it, one over the other. A longer word stands out at the bar's ends as far as there is room; beyond that it is written smaller, and at last cut:
/// no label makes a figure higher.
/// </summary>
internal sealed class BarLabel
{
    // Of the size of the bar's numbers.
    private const double SmallestOverNumbers = 0.6;

    private const int MostLinesAlong = 2;

    // In font sizes: on a longer bar a word stands as well as across it.
    private const double ShortBar = 8;

    private const double Rounding = 1e-6;

    private BarLabel(IReadOnlyList<string> lines, bool isAcross, double length, double before, double after, double size, ITextMeasure measure)
    {
        Lines = lines;
        Size = size;
        IsAcross = isAcross;
        Extents = [.. lines.Select(line => measure.Measure(line, size))];
        double longest = Extents.Select(extent => extent.Width).DefaultIfEmpty().Max();
        double thick = lines.Count == 0 ? 0 : Above + Further + Below;
        (Along, Thickness) = isAcross ? (thick, longest) : (longest, thick);
        double beyond = (Along - length) / 2;
        Shift = Math.Max(0, beyond - before) - Math.Max(0, beyond - after);
    }

    /// <summary>Its lines; none where it is empty.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The room of each line.</summary>
    public IReadOnlyList<TextExtent> Extents { get; }

    /// <summary>Font size in pixels.</summary>
    public double Size { get; }

    /// <summary>Whether lines lie across a standing bar.</summary>
    public bool IsAcross { get; }

    /// <summary>The room along the bar.</summary>
    public double Along { get; }

    /// <summary>The room away from the bar.</summary>
    public double Thickness { get; }

    /// <summary>How far its middle is from the bar's, to the right or downwards: towards where there is more room.</summary>
    public double Shift { get; }

    /// <summary>How far its first line rises.</summary>
    public double Above => Lines.Count == 0 ? 0 : Extents[0].Above;

    /// <summary>How far its last line falls.</summary>
    public double Below => Lines.Count == 0 ? 0 : Extents[^1].Below;

    /// <summary>From one baseline to the next.</summary>
    public double Distance => TextLines.Distance(Size);

    /// <summary>From the first baseline to the last.</summary>
    public double Further => Distance * Math.Max(0, Lines.Count - 1);

    /// <summary>Sets a label along a bar.</summary>
    /// <param name="text">The label.</param>
    /// <param name="isUpright">Whether the bar stands.</param>
    /// <param name="length">The bar's length.</param>
    /// <param name="before">How far it may stand out at the left or the top.</param>
    /// <param name="after">How far it may stand out at the right or the bottom.</param>
    /// <param name="size">The font size of the bar's numbers.</param>
    /// <param name="measure">Measures text.</param>
    public static BarLabel Of(string text, bool isUpright, double length, double before, double after, double size, ITextMeasure measure)
    {
        double room = length + before + after;
        BarLabel plain = new(TextLines.Even(text, length, size, measure), false, length, before, after, size, measure);
        bool isShort = isUpright && length < ShortBar * size;
        if (plain.Along <= room && (plain.Lines.Count <= MostLinesAlong || !isShort))
        {
            return plain;
        }

        // One over the other, no longer than the longest word, or than they must be for all of them to have room.
        for (double width = LongestWord(text, size, measure); isShort && width < measure.Measure(text, size).Width * 2; width += size)
        {
            BarLabel across = new(TextLines.Even(text, width, size, measure), true, length, before, after, size, measure);
            if (across.Along <= room)
            {
                return across;
            }
        }

        double smaller = Math.Max(SmallestOverNumbers, (room - Rounding) / plain.Along) * size;
        IEnumerable<string> lines = TextLines.Even(text, length, smaller, measure).Select(line => LabelPlan.Shorten(line, room, smaller, measure));
        return new([.. lines], false, length, before, after, smaller, measure);
    }

    private static double LongestWord(string text, double size, ITextMeasure measure) =>
        TextLines.Of(text, size, size, "", measure).Max(word => measure.Measure(word, size).Width);
}
