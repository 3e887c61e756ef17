using AttnExtract.Render.Charts;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Painting;

/// <summary>Where the curves of a page lie, so that all formats draw them alike.</summary>
internal static class CurvePaths
{
    /// <summary>Every curve in pixels, what lies below first.</summary>
    public static IEnumerable<PlacedCurve> Of(FigureLayout layout) => layout.Panels.SelectMany(panel => (IEnumerable<PlacedCurve>)
    [
        .. panel.Panel.Curves.Select(curve => Placed(panel, curve, layout.Dpi)),
        .. ChartShapes.Of(panel, layout.Theme, layout.Dpi),
        .. panel.Samples,
    ]);

    private static PlacedCurve Placed(PanelLayout panel, PanelCurve curve, double dpi)
    {
        double width = panel.Cells.Width / panel.Panel.Values.Columns;
        double height = panel.Cells.Height / panel.Panel.Values.Rows;
        (double X, double Y)[] points =
        [
            .. curve.Points.Select(point => (panel.Cells.X + ((point.Column + 0.5) * width), panel.Cells.Y + ((point.Row + 0.5) * height))),
        ];
        return new(points, curve.Color, curve.IsArea, curve.Width * dpi / 72, 0);
    }
}
