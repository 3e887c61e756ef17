namespace AttnExtract.Render.Layout;

/// <summary>
/// What lengths on a page are made of: whole pixels, where it becomes a picture of them, or whatever they come to, where it stays a drawing.
/// </summary>
internal sealed class Grain
{
    /// <summary>Whole pixels.</summary>
    public static readonly Grain Pixels = new(isExact: false);

    /// <summary>Any fraction of one.</summary>
    public static readonly Grain Exact = new(isExact: true);

    // Cells of drawings smaller than that could not be printed; and as long as a panel is smaller than this, none gives way to type.
    private const double PrintedInches = 1 / 600.0;
    private const double SmallestPanelInches = 0.12;

    // Of a page of pixels; a page is found this much too narrow at most.
    private const double Fineness = 1 / 1024.0;

    private Grain(bool isExact)
    {
        IsExact = isExact;
    }

    /// <summary>Whether lengths are what they come to.</summary>
    public bool IsExact { get; }

    /// <summary>The difference between two sizes of cells that is worth trying, in pixels.</summary>
    public double Step => IsExact ? Fineness : 1;

    /// <summary>A place on the page.</summary>
    public double Nearest(double length) => IsExact ? length : Math.Round(length);

    /// <summary>A length that must not be longer.</summary>
    public double Down(double length) => IsExact ? length : Math.Floor(length);

    /// <summary>A length that must not be shorter.</summary>
    public double Up(double length) => IsExact ? length : Math.Ceiling(length);

    /// <summary>A length that must not vanish.</summary>
    public double AtLeast(double pixels, double length) => IsExact ? length : Math.Max(pixels, Math.Round(length));

    /// <summary>The smallest side of a cell in pixels, for panels of so many cells a side.</summary>
    public double SmallestCell(int cells, double dpi) =>
        IsExact ? Math.Min(1, Math.Max(PrintedInches, SmallestPanelInches / cells) * dpi) : 1;
}
