using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Painting;

/// <summary>
/// The cells of a panel as rectangles in the order in which they are painted. Each reaches on under those painted after
/// it, so that no hairline of the page shines through between them.
/// </summary>
internal static class CellRects
{
    // In cells. Where rectangles overlap, both soften an edge that lies between pixels, and a trace of the lower one stays: no more than needed.
    private const double Reach = 0.5;

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
            double bottom = Math.Min(panel.Cells.Bottom, y + ((1 + Reach) * height));
            for (int column = 0; column < values.Columns;)
            {
                Rgba color = colors[(row * values.Columns) + column];
                int end = column + 1;
                while (end < values.Columns && colors[(row * values.Columns) + end] == color)
                {
                    end++;
                }

                double x = panel.Cells.X + (column * width);
                double right = Math.Min(panel.Cells.Right, panel.Cells.X + ((end + Reach) * width));
                yield return (new(x, y, right - x, bottom - y), color);
                column = end;
            }
        }
    }
}
