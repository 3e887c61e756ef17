namespace AttnExtract.Render.Layout;

/// <summary>
/// What a colour bar measures, in lines as long as the bar. A longer word stands out at its ends as far as there is room; beyond that it is
/// written smaller, and at last cut: no label makes a figure larger.
/// </summary>
internal sealed class BarLabel
{
    // Of the size of the bar's numbers.
    private const double SmallestOverNumbers = 0.6;

    private const double Rounding = 1e-6;

    private BarLabel(IReadOnlyList<string> lines, double length, double before, double after, double size, ITextMeasure measure)
    {
        Lines = lines;
        Size = size;
        Extents = [.. lines.Select(line => measure.Measure(line, size))];
        Longest = Extents.Select(extent => extent.Width).DefaultIfEmpty().Max();
        double beyond = (Longest - length) / 2;
        Shift = Math.Max(0, beyond - before) - Math.Max(0, beyond - after);
    }

    /// <summary>Its lines; none where it is empty.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The room of each line.</summary>
    public IReadOnlyList<TextExtent> Extents { get; }

    /// <summary>Font size in pixels.</summary>
    public double Size { get; }

    /// <summary>The length of its longest line.</summary>
    public double Longest { get; }

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

    /// <summary>From the top of its first line to the bottom of its last.</summary>
    public double Across => Above + Further + Below;

    /// <summary>Sets a label along a bar.</summary>
    /// <param name="text">The label.</param>
    /// <param name="length">The bar's length.</param>
    /// <param name="before">How far it may stand out at the left or the top.</param>
    /// <param name="after">How far it may stand out at the right or the bottom.</param>
    /// <param name="size">The font size of the bar's numbers.</param>
    /// <param name="measure">Measures text.</param>
    public static BarLabel Of(string text, double length, double before, double after, double size, ITextMeasure measure)
    {
        double room = length + before + after;
        BarLabel plain = new(TextLines.Of(text, length, size, "", measure), length, before, after, size, measure);
        if (plain.Longest <= room)
        {
            return plain;
        }

        double smaller = Math.Max(SmallestOverNumbers, (room - Rounding) / plain.Longest) * size;
        IEnumerable<string> lines = TextLines.Of(text, length, smaller, "", measure).Select(line => LabelPlan.Shorten(line, room, smaller, measure));
        return new([.. lines], length, before, after, smaller, measure);
    }
}
