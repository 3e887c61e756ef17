using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Painting;

/// <summary>Where the curves of a page lie, so that all formats draw them alike.</summary>
internal static class CurvePaths
{
    /// <summary>Every curve with its points in pixels, what lies below first.</summary>
    public static IEnumerable<(PanelCurve Curve, IReadOnlyList<(double X, double Y)> Points)> Of(FigureLayout layout) =>
        from panel in layout.Panels
        from curve in panel.Panel.Curves
        select (curve, Points(panel, curve));

    private static IReadOnlyList<(double X, double Y)> Points(PanelLayout panel, PanelCurve curve)
    {
        double width = panel.Cells.Width / panel.Panel.Values.Columns;
        double height = panel.Cells.Height / panel.Panel.Values.Rows;
        return
        [
            .. curve.Points.Select(point => (panel.Cells.X + ((point.Column + 0.5) * width), panel.Cells.Y + ((point.Row + 0.5) * height))),
        ];
    }
}
