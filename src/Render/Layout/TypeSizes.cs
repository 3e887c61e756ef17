namespace AttnExtract.Render.Layout;

/// <summary>Font sizes and distances of one page, in pixels; chosen in points so that they do not change with the resolution.</summary>
internal sealed record TypeSizes
{
    /// <summary>The smallest size of a label; below it, labels thin out instead.</summary>
    public const double SmallestLabelPoints = 4;

    /// <summary>The smallest size of a title, with which what stands along axes of charts goes.</summary>
    public const double SmallestTitlePoints = 6.5;

    private const double LargestLabelPoints = 8;

    // Room of a line of text beside its font size: with it, the labels of neighbouring rows do not touch.
    private const double LineOverSize = 1.09;

    // Over labels of a chosen size.
    private const double TitleOverLabel = 1.2;

    private readonly double? _label;

    private TypeSizes(double pixelsPerPoint, double side, double? labelPoints, Grain grain)
    {
        Grain = grain;
        Unit = pixelsPerPoint;
        _label = labelPoints * Unit;
        Title = TitleOverLabel * _label ?? Math.Clamp(side / 14, SmallestTitlePoints * Unit, 10 * Unit);
    }

    /// <summary>What lengths are made of.</summary>
    public Grain Grain { get; }

    /// <summary>Pixels in a point.</summary>
    public double Unit { get; }

    /// <summary>Font size of titles.</summary>
    public double Title { get; }

    /// <summary>Font size of what stands along colour bars.</summary>
    public double Bar => _label ?? Math.Min(0.9 * Title, LargestLabelPoints * Unit);

    /// <summary>The width of frames and ticks.</summary>
    public double Line => Grain.AtLeast(1, 0.4 * Unit);

    /// <summary>The length of the stroke that joins a label to its cells.</summary>
    public double Tick => Grain.AtLeast(2, 1.8 * Unit);

    /// <summary>Between things that belong together.</summary>
    public double Gap => Grain.Nearest(2.2 * Unit);

    /// <summary>Around the page.</summary>
    public double Margin => Grain.Nearest(7 * Unit);

    /// <summary>For panels of that size at that resolution.</summary>
    /// <param name="dpi">Pixels an inch.</param>
    /// <param name="side">The longest side of a panel in pixels.</param>
    /// <param name="labelPoints">The size of labels where it does not go with the cells.</param>
    /// <param name="grain">What lengths are made of.</param>
    public static TypeSizes For(double dpi, double side, double? labelPoints, Grain grain) => new(dpi / 72, side, labelPoints, grain);

    /// <summary>Font size of a caption on a page of that width.</summary>
    /// <param name="page">The width in pixels.</param>
    /// <param name="unit">Pixels in a point that is never smaller.</param>
    public double Caption(double page, double unit) => _label / Unit * unit ?? Math.Clamp(page / 150, Math.Max(7 * Unit, 5 * unit), 13 * unit);

    /// <summary>The distance of labels at which they are so high.</summary>
    public static double CellFor(double labelPoints, double dpi) => LineOverSize * labelPoints * dpi / 72;

    /// <summary>Font size of labels that stand one after the other at the distance of cells.</summary>
    public double Label(double cell) => _label ?? Math.Clamp(cell / LineOverSize, SmallestLabelPoints * Unit, LargestLabelPoints * Unit);
}
