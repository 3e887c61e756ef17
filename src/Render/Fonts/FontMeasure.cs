using System.Collections.Concurrent;
using AttnExtract.Render.Layout;
using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>Measures text in the bundled fonts.</summary>
internal sealed class FontMeasure : ITextMeasure
{
    private readonly ConcurrentDictionary<(string Text, double Size), TextExtent> _known = [];

    /// <inheritdoc/>
    public TextExtent Measure(string text, double size) => _known.GetOrAdd((text, size), static key => MeasureRuns(key.Text, key.Size));

    private static TextExtent MeasureRuns(string text, double size)
    {
        (double width, double above, double below) = (0, 0, 0);
        foreach (FontRun run in FontSet.Split(text))
        {
            width += FontSet.At(run.Face, size).MeasureText(run.Text, out SKRect ink);
            above = Math.Max(above, -ink.Top);
            below = Math.Max(below, ink.Bottom);
        }

        return new(width, above, below);
    }
}
