using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Layout;

/// <summary>Finds a place for each note of a panel, in their order: near its point, inside the panel, over no other note or point.</summary>
internal static class NotePlan
{
    private const double Points = 5.5;

    // Room around a point, in parts of the font size, and of a cell at least; its mark is drawn within.
    private const double PointRoom = 0.5;
    private const double PointCells = 0.2;

    // From a point to the middle of its note, in parts of the room of both: beside it first, then at the corners.
    private static readonly (double X, double Y)[] Directions = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];
    private static readonly double[] Distances = [1, 1.5];

    /// <summary>The notes that have room.</summary>
    public static IEnumerable<TextMark> Place(Panel panel, Rect cells, TypeSizes sizes, Rgba ink, ITextMeasure measure)
    {
        double size = Points * sizes.Unit;
        double width = cells.Width / panel.Values.Columns;
        double height = cells.Height / panel.Values.Rows;
        double room = Math.Max(PointRoom * size, PointCells * Math.Max(width, height));
        (double X, double Y)[] points =
            [.. panel.Notes.Select(note => (cells.X + ((note.At.Column + 0.5) * width), cells.Y + ((note.At.Row + 0.5) * height)))];
        List<Rect> taken = [.. points.Select(point => new Rect(point.X - room, point.Y - room, 2 * room, 2 * room))];
        foreach ((int i, PanelNote note) in panel.Notes.Index())
        {
            TextExtent extent = measure.Measure(note.Text, size);
            (double halfWidth, double halfHeight) = ((extent.Width / 2) + room, ((extent.Above + extent.Below) / 2) + room);
            foreach ((double x, double y) in Distances.SelectMany(distance => Directions.Select(one => (distance * one.X, distance * one.Y))))
            {
                double baseline = points[i].Y + (y * halfHeight) + ((extent.Above - extent.Below) / 2);
                TextMark mark = TextMark.Level(
                    TextRole.Note, note.Text, points[i].X + (x * halfWidth), baseline, size, TextAlign.Middle, ink, extent);
                if (cells.Contains(mark.Bounds) && !taken.Any(mark.Bounds.Overlaps))
                {
                    taken.Add(mark.Bounds);
                    yield return mark;
                    break;
                }
            }
        }
    }
}
