using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Layout;

/// <summary>One line of text, placed.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Text">What it says.</param>
/// <param name="X">Where its baseline is anchored.</param>
/// <param name="Y">Where its baseline is anchored.</param>
/// <param name="Size">Font size in pixels.</param>
/// <param name="Align">Which part of it stands there.</param>
/// <param name="Upright">Whether it reads from bottom to top.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Bounds">The room that its ink takes.</param>
public sealed record TextMark(
    TextRole Role, string Text, double X, double Y, double Size, TextAlign Align, bool Upright, Rgba Color, Rect Bounds)
{
    /// <summary>Places a line that reads from left to right.</summary>
    internal static TextMark Level(
        TextRole role, string text, double x, double y, double size, TextAlign align, Rgba color, TextExtent extent) =>
        new(role, text, x, y, size, align, false, color,
            new Rect(x - Before(align, extent.Width), y - extent.Above, extent.Width, extent.Above + extent.Below));

    /// <summary>Places a line that reads from bottom to top, as labels under columns do.</summary>
    internal static TextMark Up(
        TextRole role, string text, double x, double y, double size, TextAlign align, Rgba color, TextExtent extent) =>
        new(role, text, x, y, size, align, true, color,
            new Rect(x - extent.Above, y - (extent.Width - Before(align, extent.Width)), extent.Above + extent.Below, extent.Width));

    private static double Before(TextAlign align, double width) =>
        align switch
        {
            TextAlign.Start => 0,
            TextAlign.Middle => width / 2,
            _ => width,
        };
}

/// <summary>Which part of a text stands at its point.</summary>
public enum TextAlign
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
