using System.Collections.Immutable;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Layout;

/// <summary>Brackets along an axis with a name each, and the lines that divide the cells where they meet.</summary>
internal static class Brackets
{
    /// <summary>The room that they take beyond the labels, across the axis.</summary>
    public static double Room(
        ImmutableArray<AxisSegment> segments, bool isBeside, double fontSize, TypeSizes sizes, ITextMeasure measure) =>
        segments.IsEmpty ? 0
            : sizes.Gap + sizes.Tick + sizes.Gap
                + sizes.Grain.Up(isBeside ? segments.Max(segment => measure.Measure(segment.Name, fontSize).Width) : fontSize);

    /// <summary>Places brackets to the left of rows.</summary>
    /// <param name="segments">What they bracket.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="cell">The height of a cell.</param>
    /// <param name="right">Where the labels begin.</param>
    /// <param name="page">What to place them with.</param>
    public static void Beside(ImmutableArray<AxisSegment> segments, Rect cells, double cell, double right, Pen page)
    {
        double x = page.Sizes.Grain.Nearest(right - page.Sizes.Gap - page.Sizes.Tick);
        double freeFrom = double.NegativeInfinity;
        foreach (AxisSegment segment in segments)
        {
            double top = cells.Y + (segment.Start * cell) + 1;
            double height = Math.Max(page.Sizes.Line, ((segment.End - segment.Start) * cell) - 2);
            page.Strokes.Add(new(x, top, page.Sizes.Line, height));
            page.Strokes.Add(new(x, top, page.Sizes.Tick, page.Sizes.Line));
            page.Strokes.Add(new(x, top + height - page.Sizes.Line, page.Sizes.Tick, page.Sizes.Line));
            double middle = top + (height / 2);
            if (middle - page.FontSize < freeFrom)
            {
                continue;
            }

            freeFrom = middle;
            page.Texts.Add(TextMark.Level(
                TextRole.Bracket, segment.Name, x - page.Sizes.Gap, middle + (page.FontSize * 0.36), page.FontSize,
                TextAlign.End, page.Ink, page.Measure.Measure(segment.Name, page.FontSize)));
        }
    }

    /// <summary>Places brackets under columns.</summary>
    /// <param name="segments">What they bracket.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="cell">The width of a cell.</param>
    /// <param name="top">Where the labels end.</param>
    /// <param name="page">What to place them with.</param>
    public static void Under(ImmutableArray<AxisSegment> segments, Rect cells, double cell, double top, Pen page)
    {
        double y = page.Sizes.Grain.Nearest(top + page.Sizes.Gap);
        double freeFrom = double.NegativeInfinity;
        foreach (AxisSegment segment in segments)
        {
            double left = cells.X + (segment.Start * cell) + 1;
            double width = Math.Max(page.Sizes.Line, ((segment.End - segment.Start) * cell) - 2);
            page.Strokes.Add(new(left, y + page.Sizes.Tick - page.Sizes.Line, width, page.Sizes.Line));
            page.Strokes.Add(new(left, y, page.Sizes.Line, page.Sizes.Tick));
            page.Strokes.Add(new(left + width - page.Sizes.Line, y, page.Sizes.Line, page.Sizes.Tick));
            TextExtent extent = page.Measure.Measure(segment.Name, page.FontSize);
            double middle = left + (width / 2);
            if (middle - extent.Width < freeFrom)
            {
                continue;
            }

            freeFrom = middle;
            page.Texts.Add(TextMark.Level(
                TextRole.Bracket, segment.Name, middle, y + page.Sizes.Tick + (page.Sizes.Gap / 2) + (page.FontSize * 0.76),
                page.FontSize, TextAlign.Middle, page.Ink, extent));
        }
    }

    /// <summary>The lines across the cells where one stretch gives way to the next.</summary>
    public static IEnumerable<Rect> Dividers(
        ImmutableArray<AxisSegment> rows, ImmutableArray<AxisSegment> columns, Rect cells, CellSize cell, double line)
    {
        foreach (AxisSegment segment in rows.Skip(1))
        {
            yield return new(cells.X, cells.Y + (segment.Start * cell.Height) - line, cells.Width, line);
        }

        foreach (AxisSegment segment in columns.Skip(1))
        {
            yield return new(cells.X + (segment.Start * cell.Width) - line, cells.Y, line, cells.Height);
        }
    }

    /// <summary>Where strokes and texts go, and how large they are.</summary>
    internal readonly record struct Pen(
        TypeSizes Sizes, double FontSize, Rgba Ink, ITextMeasure Measure, List<Rect> Strokes, List<TextMark> Texts);
}
