using System.Collections.Immutable;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render.Layout;

/// <summary>A colour bar whose size is settled and whose place is not.</summary>
internal sealed class BarPlan
{
    private readonly TypeSizes _sizes;
    private readonly ColorBarTicks _ticks;
    private readonly BarLabel _label;
    private readonly ITextMeasure _measure;
    private readonly double _numberWidth;

    /// <summary>Chooses the ticks of a bar of that length.</summary>
    /// <param name="scale">What it explains.</param>
    /// <param name="length">Its long side.</param>
    /// <param name="around">How far a label may stand out at the left or the top, and at the right or the bottom.</param>
    /// <param name="side">On which side of what it explains it is.</param>
    /// <param name="ticks">The values that carry a tick; null to choose them.</param>
    /// <param name="label">What its numbers are.</param>
    /// <param name="sizes">Font sizes and distances.</param>
    /// <param name="measure">Measures text.</param>
    public BarPlan(
        ColorScale scale, double length, (double Before, double After) around, ColorBarSide side, ImmutableArray<double>? ticks, string label,
        TypeSizes sizes, ITextMeasure measure)
    {
        Scale = scale;
        Side = side;
        _sizes = sizes;
        _measure = measure;
        Length = sizes.Grain.Nearest(length);
        Thickness = sizes.Grain.Nearest(Math.Clamp(length / 20, 4 * sizes.Unit, 9 * sizes.Unit));
        FontSize = sizes.Bar;
        _label = BarLabel.Of(label, IsUpright, Length, Math.Max(0, around.Before), Math.Max(0, around.After), FontSize, measure);
        _ticks = ticks is { } values
            ? ColorBarTicks.At(scale.Norm, values)
            : ColorBarTicks.For(scale.Norm, Length / sizes.Unit, FontSize / sizes.Unit, IsUpright);
        _numberWidth = _ticks.Ticks.Select(tick => Extent(tick.Label).Width).DefaultIfEmpty().Max();
    }

    /// <summary>What it explains.</summary>
    public ColorScale Scale { get; }

    /// <summary>On which side of what it explains it is, and on which side of the colours its numbers are.</summary>
    public ColorBarSide Side { get; }

    /// <summary>Whether it stands; else it lies.</summary>
    public bool IsUpright => Side is ColorBarSide.Right or ColorBarSide.Left;

    /// <summary>The long side of the colours.</summary>
    public double Length { get; }

    /// <summary>The short side of the colours.</summary>
    public double Thickness { get; }

    /// <summary>The font size of its numbers.</summary>
    public double FontSize { get; }

    /// <summary>Of a standing bar: from the far edge of the colours to the far edge of the last text.</summary>
    public double Width => Math.Max(
        Thickness + Away + _numberWidth + (_label.Lines.Count == 0 ? 0 : _sizes.Gap + _label.Thickness),
        Extent(_ticks.Shared).Width);

    /// <summary>Of a lying bar: from the near edge of the colours to the far edge of the last text.</summary>
    public double Depth => Thickness + Away + FontSize
        + (_label.Lines.Count + _ticks.Shared.Length == 0 ? 0 : _sizes.Gap + FontSize + _label.Further)
        + (LabelMeetsShared ? _sizes.Gap + FontSize : 0);

    /// <summary>How far texts of a standing bar may rise over the colours.</summary>
    public double Above => Math.Max((FontSize * 0.5) + (_ticks.Shared.Length == 0 ? 0 : FontSize * 1.3), ((_label.Along - Length) / 2) - _label.Shift);

    /// <summary>How far texts of a standing bar may fall under the colours.</summary>
    public double Below => Math.Max(FontSize * 0.5, ((_label.Along - Length) / 2) + _label.Shift);

    // Of a lying bar: what the numbers share has its right end's place beside the label, unless the label is as wide as the bar.
    private bool LabelMeetsShared => !IsUpright && _label.Lines.Count > 0 && _ticks.Shared.Length > 0
        && (Length / 2) + _label.Shift + (_label.Along / 2) + _sizes.Gap > Length - Extent(_ticks.Shared).Width;

    // From the colours to the numbers.
    private double Away => _sizes.Tick + _sizes.Gap;

    /// <summary>Puts the bar where its colours begin at that corner.</summary>
    public ColorBarLayout Place(double x, double y, Rgba ink, List<TextMark> texts)
    {
        List<Rect> strokes = [];
        double freeFrom = double.NegativeInfinity;
        foreach (ColorBarTick tick in _ticks.Ticks)
        {
            double position = Scale.Norm.BarPosition(tick.Value);
            position = double.IsNaN(position) ? 0 : Math.Clamp(position, 0, 1);
            double along = IsUpright ? y + ((1 - position) * Length) : x + (position * Length);
            strokes.Add(Stroke(x, y, _sizes.Grain.Nearest(along - (_sizes.Line / 2)), tick.IsMinor ? _sizes.Grain.Up(_sizes.Tick / 2) : _sizes.Tick));
            double room = (IsUpright ? FontSize : Extent(tick.Label).Width + FontSize) / 2;
            double order = IsUpright ? -along : along;
            if (tick.Label.Length > 0 && order - room >= freeFrom)
            {
                freeFrom = order + room;
                texts.Add(Number(tick.Label, x, y, along, ink));
            }
        }

        if (_ticks.Shared.Length > 0)
        {
            texts.Add(Shared(x, y, ink));
        }

        texts.AddRange(_label.Lines.Select((_, line) => Label(line, x, y, ink)));

        Rect bar = IsUpright ? new(x, y, Thickness, Length) : new(x, y, Length, Thickness);
        return new(Scale, bar, Frames.Around(bar, _sizes.Line), strokes, IsUpright);
    }

    private Rect Stroke(double x, double y, double along, double reach) => Side switch
    {
        ColorBarSide.Right => new(x + Thickness + _sizes.Line, along, reach, _sizes.Line),
        ColorBarSide.Left => new(x - _sizes.Line - reach, along, reach, _sizes.Line),
        ColorBarSide.Bottom => new(along, y + Thickness + _sizes.Line, _sizes.Line, reach),
        _ => new(along, y - _sizes.Line - reach, _sizes.Line, reach),
    };

    private TextMark Number(string text, double x, double y, double along, Rgba ink) => Side switch
    {
        ColorBarSide.Right => Text(text, x + Thickness + Away, along + (FontSize * 0.36), TextAlign.Start, ink),
        ColorBarSide.Left => Text(text, x - Away, along + (FontSize * 0.36), TextAlign.End, ink),
        _ => Text(text, along, LineOfText(y, 0), TextAlign.Middle, ink),
    };

    private TextMark Shared(double x, double y, Rgba ink) => Side switch
    {
        ColorBarSide.Right => Text(_ticks.Shared, x, y - (FontSize * 0.75), TextAlign.Start, ink),
        ColorBarSide.Left => Text(_ticks.Shared, x + Thickness, y - (FontSize * 0.75), TextAlign.End, ink),
        _ when !LabelMeetsShared => Text(_ticks.Shared, x + Length, LineOfText(y, 1), TextAlign.End, ink),
        ColorBarSide.Bottom => Text(_ticks.Shared, x + Length, LineOfText(y, 2) + _label.Further, TextAlign.End, ink),
        _ => Text(_ticks.Shared, x + Length, LineOfText(y, 2) - _label.Further, TextAlign.End, ink),
    };

    // Lines of a standing bar's label follow one another from left to right, those of a lying one's from top to bottom.
    private TextMark Label(int line, double x, double y, Rgba ink)
    {
        double before = line * _label.Distance;
        double after = _label.Further - before;
        double beyond = Thickness + Away + _numberWidth + _sizes.Gap;
        double baseline = y + (Length / 2) + _label.Shift - (_label.Along / 2) + _label.Above + before;
        return Side switch
        {
            ColorBarSide.Right when _label.IsAcross => Across(line, x + beyond, baseline, TextAlign.Start, ink),
            ColorBarSide.Left when _label.IsAcross => Across(line, x + Thickness - beyond, baseline, TextAlign.End, ink),
            ColorBarSide.Right => Upright(line, x + beyond + _label.Above + before, y, ink),
            ColorBarSide.Left => Upright(line, x - Away - _numberWidth - _sizes.Gap - _label.Below - after, y, ink),
            ColorBarSide.Bottom => Level(line, x, LineOfText(y, 1) + before, ink),
            _ => Level(line, x, LineOfText(y, 1) - after, ink),
        };
    }

    // The baseline of a line of text under or over a lying bar, counted away from the colours.
    private double LineOfText(double y, int line)
    {
        double before = Away + (line * (FontSize + _sizes.Gap));
        return Side == ColorBarSide.Bottom ? y + Thickness + before + (FontSize * 0.76) : y - before - (FontSize * 0.24);
    }

    private TextMark Across(int line, double x, double baseline, TextAlign align, Rgba ink) =>
        TextMark.Level(TextRole.ColorBar, _label.Lines[line], x, baseline, _label.Size, align, ink, _label.Extents[line]);

    private TextMark Upright(int line, double x, double y, Rgba ink) =>
        TextMark.Up(TextRole.ColorBar, _label.Lines[line], x, y + (Length / 2) + _label.Shift, _label.Size, TextAlign.Middle, ink, _label.Extents[line]);

    private TextMark Level(int line, double x, double y, Rgba ink) =>
        TextMark.Level(TextRole.ColorBar, _label.Lines[line], x + (Length / 2) + _label.Shift, y, _label.Size, TextAlign.Middle, ink, _label.Extents[line]);

    private TextMark Text(string text, double x, double y, TextAlign align, Rgba ink) =>
        TextMark.Level(TextRole.ColorBar, text, x, y, FontSize, align, ink, Extent(text));

    private TextExtent Extent(string text) => text.Length == 0 ? default : _measure.Measure(text, FontSize);
}
