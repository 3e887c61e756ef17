using System.Collections.Concurrent;
using AttnExtract.Render.Layout;
using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>Measures text.</summary>
/// <param name="fonts">The fonts that it is written in.</param>
internal sealed class FontMeasure(FontSet fonts) : ITextMeasure
{
    // Unhinted text scales evenly, so each text is measured once, large: Skia rounds ink to whole pixels.
    private const double MeasuringSize = 256;

    private readonly ConcurrentDictionary<string, TextExtent> _known = [];

    /// <inheritdoc/>
    public TextExtent Measure(string text, double size)
    {
        TextExtent extent = _known.GetOrAdd(text, MeasureRuns);
        double scale = size / MeasuringSize;
        return new(extent.Width * scale, extent.Above * scale, extent.Below * scale);
    }

    /// <inheritdoc/>
    public IEnumerable<int> Lacking(string text) => fonts.Lacking(text);

    private TextExtent MeasureRuns(string text)
    {
        (double width, double above, double below) = (0, 0, 0);
        foreach (FontRun run in fonts.Split(text))
        {
            SKRect ink = RunInk.Of(run, MeasuringSize, out double advance);
            width += advance;
            above = Math.Max(above, -ink.Top);
            below = Math.Max(below, ink.Bottom);
        }

        return new(width, above, below);
    }
}
