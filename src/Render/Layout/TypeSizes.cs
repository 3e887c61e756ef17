namespace AttnExtract.Render.Layout;

/// <summary>Font sizes and distances of one page, in pixels; chosen in points so that they do not change with the resolution.</summary>
internal sealed record TypeSizes
{
    /// <summary>The smallest size of a label; below it, labels thin out instead.</summary>
    public const double SmallestLabelPoints = 4;

    private const double LargestLabelPoints = 8;

    // Room of a line of text beside its font size: with it, the labels of neighbouring rows do not touch.
    private const double LineOverSize = 1.09;

    private TypeSizes(double pixelsPerPoint, double side, Grain grain)
    {
        Grain = grain;
        Unit = pixelsPerPoint;
        Title = Math.Clamp(side / 14, 6.5 * Unit, 10 * Unit);
    }

    /// <summary>What lengths are made of.</summary>
    public Grain Grain { get; }

    /// <summary>Pixels in a point.</summary>
    public double Unit { get; }

    /// <summary>Font size of titles.</summary>
    public double Title { get; }

    /// <summary>Font size of what stands along colour bars.</summary>
    public double Bar => Math.Min(0.9 * Title, LargestLabelPoints * Unit);

    /// <summary>The width of frames and ticks.</summary>
    public double Line => Grain.AtLeast(1, 0.4 * Unit);

    /// <summary>The length of the stroke that joins a label to its cells.</summary>
    public double Tick => Grain.AtLeast(2, 1.8 * Unit);

    /// <summary>Between things that belong together.</summary>
    public double Gap => Grain.Nearest(2.2 * Unit);

    /// <summary>Around the page.</summary>
    public double Margin => Grain.Nearest(7 * Unit);

    /// <summary>For panels of that size at that resolution.</summary>
    public static TypeSizes For(double dpi, double side, Grain grain) => new(dpi / 72, side, grain);

    /// <summary>The distance of labels at which they are so high.</summary>
    public static double CellFor(double labelPoints, double dpi) => LineOverSize * labelPoints * dpi / 72;

    /// <summary>Font size of labels that stand one after the other at the distance of cells.</summary>
    public double Label(double cell) => Math.Clamp(cell / LineOverSize, SmallestLabelPoints * Unit, LargestLabelPoints * Unit);
}
