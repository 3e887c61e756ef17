using AttnExtract.Render.Charts;

namespace AttnExtract.Render.Layout;

/// <summary>The size of a cell in pixels.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
internal readonly record struct CellSize(double Width, double Height)
{
    // A panel of a grid is smaller than one alone, but not by as much as there are panels.
    private const double LargestPanelInches = 5;
    private const double LargestCellInches = 0.36;
    private const double SmallestPanelInches = 0.45;
    private const double LineInches = 5.5;
    private const double CrowdingExponent = -0.45;

    // Room of a label beside a bar, beside its font size.
    private const double LineOverSize = 1.3;

    /// <summary>The size at which everything can be read, whatever page that takes.</summary>
    public static CellSize Comfortable(Figure figure, AnnotationPlan annotations, Grain grain)
    {
        if (figure.CellPixels is { } pixels)
        {
            return new(pixels, pixels);
        }

        if (figure.Panels.Any(panel => panel.Flow is not null))
        {
            double line = grain.Down(LineInches * figure.Dpi);
            return new(line, line);
        }

        int rows = figure.Panels.Max(panel => panel.Values.Rows);
        int columns = figure.Panels.Max(panel => panel.Values.Columns);
        double crowding = Math.Pow(figure.Panels.Max(panel => panel.Column) + 1, CrowdingExponent);
        double Along(int cells)
        {
            double inches = Math.Max(Math.Min(LargestCellInches, LargestPanelInches / cells) * crowding, SmallestPanelInches / cells);
            return Math.Max(1, grain.Down(inches * figure.Dpi));
        }

        if (figure.Square)
        {
            double side = Math.Max(Along(Math.Max(rows, columns)), Math.Max(annotations.LeastCell.Width, annotations.LeastCell.Height));
            return new(side, side);
        }

        return new(Math.Max(Along(columns), annotations.LeastCell.Width), Math.Max(Along(rows), annotations.LeastCell.Height));
    }

    /// <summary>A cell of another width and the height that goes with it.</summary>
    public CellSize OfWidth(double width, Figure figure) => new(width, figure.Square ? width : Math.Max(LineOfChart(figure), Math.Min(width, Height)));

    /// <summary>The smallest that a cell may get; beside bars stands a line of text, which is not to be thinned out.</summary>
    public static CellSize Smallest(double least, Figure figure) => new(least, Math.Max(least, LineOfChart(figure)));

    private static double LineOfChart(Figure figure) => figure.Panels.All(panel => panel.Chart?.Up.Marking == ChartMarking.Labels)
        ? LineOverSize * (figure.FontSize ?? TypeSizes.SmallestTitlePoints) * figure.Dpi / 72
        : 0;
}
