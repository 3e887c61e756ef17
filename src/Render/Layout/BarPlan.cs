using System.Collections.Immutable;
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
    public BarPlan(
        ColorScale scale, double length, bool isUpright, ImmutableArray<double>? ticks, string label, TypeSizes sizes, ITextMeasure measure)
    {
        Scale = scale;
        IsUpright = isUpright;
        _sizes = sizes;
        _label = label;
        _measure = measure;
        Length = Math.Round(length);
        Thickness = Math.Round(Math.Clamp(length / 20, 4 * sizes.Unit, 9 * sizes.Unit));
        FontSize = sizes.Bar;
        _ticks = ticks is { } values
            ? ColorBarTicks.At(scale.Norm, values)
            : ColorBarTicks.For(scale.Norm, Length / sizes.Unit, FontSize / sizes.Unit, isUpright);
        _numberWidth = _ticks.Ticks.Select(tick => Extent(tick.Label).Width).DefaultIfEmpty().Max();
    }

    /// <summary>What it explains.</summary>
    public ColorScale Scale { get; }

    /// <summary>Whether it stands, its numbers to the right; else it lies, its numbers below.</summary>
    public bool IsUpright { get; }

    /// <summary>The long side of the colours.</summary>
    public double Length { get; }

    /// <summary>The short side of the colours.</summary>
    public double Thickness { get; }

    /// <summary>The font size of its numbers.</summary>
    public double FontSize { get; }

    /// <summary>Of a standing bar: from the left edge of the colours to the right edge of the last text.</summary>
    public double Width => Math.Max(
        NumbersAt + _numberWidth + (_label.Length == 0 ? 0 : _sizes.Gap + LabelExtent.Above + LabelExtent.Below),
        Extent(_ticks.Shared).Width);

    /// <summary>Of a lying bar: from the upper edge of the colours to the lower edge of the last text.</summary>
    public double Depth => NumbersAt + FontSize + (_label.Length + _ticks.Shared.Length == 0 ? 0 : _sizes.Gap + FontSize);

    /// <summary>How far texts of a standing bar may rise over the colours.</summary>
    public double Above => Math.Max((FontSize * 0.5) + (_ticks.Shared.Length == 0 ? 0 : FontSize * 1.3), (LabelExtent.Width - Length) / 2);

    /// <summary>How far texts of a standing bar may fall under the colours.</summary>
    public double Below => Math.Max(FontSize * 0.5, (LabelExtent.Width - Length) / 2);

    // From the colours' first edge to the numbers.
    private double NumbersAt => Thickness + _sizes.Tick + _sizes.Gap;

    private TextExtent LabelExtent => Extent(_label);

    /// <summary>Puts the bar where its colours begin at that corner.</summary>
    public ColorBarLayout Place(double x, double y, Rgba ink, List<TextMark> texts)
    {
        List<Rect> strokes = [];
        double freeFrom = double.NegativeInfinity;
        foreach (ColorBarTick tick in _ticks.Ticks)
        {
            double position = Scale.Norm.BarPosition(tick.Value);
            position = double.IsNaN(position) ? 0 : Math.Clamp(position, 0, 1);
            double reach = tick.IsMinor ? Math.Ceiling(_sizes.Tick / 2) : _sizes.Tick;
            double along = IsUpright ? y + ((1 - position) * Length) : x + (position * Length);
            double stroke = Math.Round(along - (_sizes.Line / 2));
            strokes.Add(IsUpright
                ? new(x + Thickness + _sizes.Line, stroke, reach, _sizes.Line)
                : new(stroke, y + Thickness + _sizes.Line, _sizes.Line, reach));
            TextExtent extent = Extent(tick.Label);
            double room = (IsUpright ? FontSize : extent.Width + FontSize) / 2;
            double order = IsUpright ? -along : along;
            if (tick.Label.Length > 0 && order - room >= freeFrom)
            {
                freeFrom = order + room;
                texts.Add(IsUpright
                    ? Text(tick.Label, x + NumbersAt, along + (FontSize * 0.36), TextAlign.Start, ink)
                    : Text(tick.Label, along, y + NumbersAt + (FontSize * 0.76), TextAlign.Middle, ink));
            }
        }

        PlaceLabels(x, y, ink, texts);
        Rect bar = IsUpright ? new(x, y, Thickness, Length) : new(x, y, Length, Thickness);
        return new(Scale, bar, Frames.Around(bar, _sizes.Line), strokes, IsUpright);
    }

    private void PlaceLabels(double x, double y, Rgba ink, List<TextMark> texts)
    {
        double secondLine = y + NumbersAt + FontSize + _sizes.Gap + (FontSize * 0.76);
        if (_ticks.Shared.Length > 0)
        {
            texts.Add(IsUpright
                ? Text(_ticks.Shared, x, y - (FontSize * 0.75), TextAlign.Start, ink)
                : Text(_ticks.Shared, x + Length, secondLine, TextAlign.End, ink));
        }

        if (_label.Length > 0)
        {
            texts.Add(IsUpright
                ? TextMark.Up(
                    TextRole.ColorBar, _label, x + NumbersAt + _numberWidth + _sizes.Gap + LabelExtent.Above, y + (Length / 2), FontSize,
                    TextAlign.Middle, ink, LabelExtent)
                : Text(_label, x + (Length / 2), secondLine, TextAlign.Middle, ink));
        }
    }

    private TextMark Text(string text, double x, double y, TextAlign align, Rgba ink) =>
        TextMark.Level(TextRole.ColorBar, text, x, y, FontSize, align, ink, Extent(text));

    private TextExtent Extent(string text) => text.Length == 0 ? default : _measure.Measure(text, FontSize);
}
