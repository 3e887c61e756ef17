using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Painting;

/// <summary>
/// The cells of a panel as rectangles in the order in which they are painted. Each reaches on under those painted after
/// it, so that no hairline of the page shines through between them.
/// </summary>
internal static class CellRects
{
    /// <summary>The rectangles; neighbours of one colour are one.</summary>
    public static IEnumerable<(Rect Rect, Rgba Color)> Of(PanelLayout panel, Rgba background)
    {
        Matrix values = panel.Panel.Values;
        Rgba[] colors = CellRaster.Colors(values, panel.Scale, background);
        double width = panel.Cells.Width / values.Columns;
        double height = panel.Cells.Height / values.Rows;
        for (int row = 0; row < values.Rows; row++)
        {
            double y = panel.Cells.Y + (row * height);
            double bottom = Math.Min(panel.Cells.Bottom, y + (1.5 * height));
            Rgba? last = null;
            for (int column = 0; column < values.Columns; column++)
            {
                Rgba color = colors[(row * values.Columns) + column];
                if (color != last)
                {
                    double x = panel.Cells.X + (column * width);
                    yield return (new(x, y, panel.Cells.Right - x, bottom - y), color);
                }

                last = color;
            }
        }
    }
}
