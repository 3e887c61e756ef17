using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Layout;

/// <summary>A colour bar whose size is settled and whose place is not.</summary>
internal sealed class BarPlan
{
    private readonly TypeSizes _sizes;
    private readonly ColorBarTicks _ticks;
    private readonly string _label;
    private readonly ITextMeasure _measure;
    private readonly double _numberWidth;

    /// <summary>Chooses the ticks of a bar of that length.</summary>
    public BarPlan(ColorScale scale, double length, string label, TypeSizes sizes, ITextMeasure measure)
    {
        Scale = scale;
        _sizes = sizes;
        _label = label;
        _measure = measure;
        Length = Math.Round(length);
        Thickness = Math.Round(Math.Clamp(length / 20, 4 * sizes.Unit, 9 * sizes.Unit));
        FontSize = sizes.Bar;
        _ticks = ColorBarTicks.For(scale.Norm, Length / sizes.Unit, FontSize / sizes.Unit);
        _numberWidth = _ticks.Ticks.Select(tick => Extent(tick.Label).Width).DefaultIfEmpty().Max();
    }

    /// <summary>What it explains.</summary>
    public ColorScale Scale { get; }

    /// <summary>The height of the colours.</summary>
    public double Length { get; }

    /// <summary>The width of the colours.</summary>
    public double Thickness { get; }

    /// <summary>The font size of its numbers.</summary>
    public double FontSize { get; }

    /// <summary>From the left edge of the colours to the right edge of the last text.</summary>
    public double Width => Math.Max(
        Thickness + _sizes.Tick + _sizes.Gap + _numberWidth + (_label.Length == 0 ? 0 : _sizes.Gap + LabelExtent.Above + LabelExtent.Below),
        _ticks.Shared.Length == 0 ? 0 : Extent(_ticks.Shared).Width);

    /// <summary>How far its texts may rise over the colours.</summary>
    public double Above => Math.Max((FontSize * 0.5) + (_ticks.Shared.Length == 0 ? 0 : FontSize * 1.3), (LabelExtent.Width - Length) / 2);

    /// <summary>How far its texts may fall under the colours.</summary>
    public double Below => Math.Max(FontSize * 0.5, (LabelExtent.Width - Length) / 2);

    private TextExtent LabelExtent => Extent(_label);

    /// <summary>Puts the bar where its colours begin at that corner.</summary>
    public ColorBarLayout Place(double x, double y, List<TextMark> texts)
    {
        double numbersLeft = x + Thickness + _sizes.Tick + _sizes.Gap;
        List<Rect> strokes = [];
        foreach ((double value, string label, bool isMinor) in _ticks.Ticks)
        {
            double position = double.IsNaN(Scale.Norm.BarPosition(value)) ? 0 : Math.Clamp(Scale.Norm.BarPosition(value), 0, 1);
            double middle = y + ((1 - position) * Length);
            double reach = isMinor ? Math.Ceiling(_sizes.Tick / 2) : _sizes.Tick;
            strokes.Add(new(x + Thickness + _sizes.Line, Math.Round(middle - (_sizes.Line / 2)), reach, _sizes.Line));
            if (label.Length == 0)
            {
                continue;
            }

            texts.Add(TextMark.Level(
                TextRole.ColorBar, label, numbersLeft, middle + (FontSize * 0.36), FontSize, TextAlign.Start, Rgba.Ink, Extent(label)));
        }

        if (_ticks.Shared.Length > 0)
        {
            texts.Add(TextMark.Level(
                TextRole.ColorBar, _ticks.Shared, x, y - (FontSize * 0.75), FontSize, TextAlign.Start, Rgba.Ink, Extent(_ticks.Shared)));
        }

        if (_label.Length > 0)
        {
            double baseline = numbersLeft + _numberWidth + _sizes.Gap + LabelExtent.Above;
            texts.Add(TextMark.Up(
                TextRole.ColorBar, _label, baseline, y + (Length / 2), FontSize, TextAlign.Middle, Rgba.Ink, LabelExtent));
        }

        Rect bar = new(x, y, Thickness, Length);
        return new(Scale, bar, Frames.Around(bar, _sizes.Line), strokes);
    }

    private TextExtent Extent(string text) => _measure.Measure(text, FontSize);
}
