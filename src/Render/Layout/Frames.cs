namespace AttnExtract.Render.Layout;

/// <summary>Where the line around a rectangle runs.</summary>
internal static class Frames
{
    /// <summary>The outer edge of a line of that width that touches the rectangle and covers none of it.</summary>
    public static Rect Around(Rect inner, double line) =>
        new(inner.X - line, inner.Y - line, inner.Width + (2 * line), inner.Height + (2 * line));
}
