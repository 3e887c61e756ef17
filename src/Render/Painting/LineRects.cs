using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Painting;

/// <summary>Every line of a page as a rectangle, of whole pixels in a picture, so that all formats draw it alike.</summary>
internal static class LineRects
{
    /// <summary>The colours of dividing lines and of their shadows.</summary>
    public static readonly (Rgba Line, Rgba Shadow) DividerColors = (Rgba.White, new(64, 64, 64));

    /// <summary>The lines between cells; none where none are asked for.</summary>
    public static IEnumerable<Rect> BetweenCells(FigureLayout layout)
    {
        double line = layout.CellLine;
        foreach (PanelLayout panel in line > 0 ? layout.Panels.Where(panel => panel.HasCells) : [])
        {
            (Matrix values, Rect cells) = (panel.Panel.Values, panel.Cells);
            for (int row = 1; row < values.Rows; row++)
            {
                yield return new(cells.X, cells.Y + (row * cells.Height / values.Rows) - layout.CellLineReach, cells.Width, line);
            }

            for (int column = 1; column < values.Columns; column++)
            {
                yield return new(cells.X + (column * cells.Width / values.Columns) - layout.CellLineReach, cells.Y, line, cells.Height);
            }
        }
    }

    /// <summary>The lines that divide cells, and beside each its shadow: one of the two is seen on any colour.</summary>
    public static IEnumerable<Rect> Dividers(FigureLayout layout, bool shadow) =>
        from panel in layout.Panels
        from line in panel.Dividers
        select !shadow ? line
            : line.Width > line.Height ? line with { Y = line.Y + line.Height }
            : line with { X = line.X + line.Width };

    /// <summary>The lines around panels and bars, and the strokes to their labels.</summary>
    public static IEnumerable<Rect> FramesAndTicks(FigureLayout layout)
    {
        IEnumerable<Rect> frames = layout.Panels.Where(panel => panel.HasCells).Select(panel => panel.Frame).Concat(layout.ColorBars.Select(bar => bar.Frame));
        IEnumerable<Rect> ticks = layout.Panels.SelectMany(panel => panel.Ticks).Concat(layout.ColorBars.SelectMany(bar => bar.Ticks));
        return frames.SelectMany(frame => Sides(frame, layout.Line)).Concat(ticks);
    }

    private static Rect[] Sides(Rect frame, double line) =>
    [
        new(frame.X, frame.Y, frame.Width, line),
        new(frame.X, frame.Bottom - line, frame.Width, line),
        new(frame.X, frame.Y + line, line, frame.Height - (2 * line)),
        new(frame.Right - line, frame.Y + line, line, frame.Height - (2 * line)),
    ];
}
