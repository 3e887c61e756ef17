using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Charts;

/// <summary>A chart whose size is settled and whose place is not: its numbers, names and legend, and the room that they take around it.</summary>
internal sealed class ChartPlan
{
    private readonly TypeSizes _sizes;
    private readonly ITextMeasure _measure;
    private readonly Chart _chart;
    private readonly ChartTicks _across;
    private readonly ChartTicks _up;
    private readonly ChartLegend _legend;
    private readonly ChartNumbers _numbers;
    private readonly double _height;

    /// <summary>Chooses the numbers of a chart of that many pixels, and how those of its bars are written.</summary>
    public ChartPlan(Chart chart, AnnotationOptions? annotation, double width, double height, TypeSizes sizes, ITextMeasure measure)
    {
        (_chart, _sizes, _measure, _height) = (chart, sizes, measure, height);
        _across = ChartTicks.For(chart.Across, width, label => Extent(label).Width, sizes.Bar);
        _up = ChartTicks.For(chart.Up, height, _ => sizes.Bar, 0.8 * sizes.Bar);
        _legend = new(chart, width, sizes.Bar, measure);
        _numbers = new(chart, annotation, width, height, sizes, measure);
        double first = _across.Ticks.Select(tick => Overhang(tick, chart.Across.Share(tick.At) * width)).DefaultIfEmpty().Max();
        double last = _across.Ticks.Select(tick => Overhang(tick, (1 - chart.Across.Share(tick.At)) * width)).DefaultIfEmpty().Max();
        BesideNumbers = Math.Ceiling(Math.Max(first, _up.Ticks.Count == 0 ? 0 : Away + _up.Ticks.Max(tick => Extent(tick.Label).Width)));
        UnderNumbers = _across.Ticks.Count == 0 ? Math.Ceiling(_up.Ticks.Count == 0 ? 0 : 0.5 * sizes.Bar) : Math.Ceiling(Away + (1.1 * sizes.Bar));
        double shared = _across.Shared.Length == 0 ? 0 : Extent(_across.Shared).Width + sizes.Gap;
        Right = Math.Ceiling(Math.Max(Math.Max(last, _numbers.Right + shared), _legend.Width - width));
    }

    /// <summary>The room of numbers at its left.</summary>
    public double BesideNumbers { get; }

    /// <summary>The room of numbers under it.</summary>
    public double UnderNumbers { get; }

    /// <summary>The room that its last number and its legend take at its right.</summary>
    public double Right { get; }

    /// <summary>The room of the legend, and of what stands over the upright axis.</summary>
    public double Above => _legend.Height + _numbers.Above + (_up.Shared.Length > 0 ? Math.Ceiling(1.5 * _sizes.Bar) : Math.Ceiling(0.5 * _sizes.Bar));

    /// <summary>The room of the name at its left.</summary>
    public double BesideName => _chart.Up.Name.Length > 0 ? NameRoom : 0;

    /// <summary>The room of the name under it.</summary>
    public double UnderName => _chart.Across.Name.Length > 0 ? NameRoom : 0;

    private double NameRoom => Math.Ceiling(1.5 * _sizes.Bar);

    // From the axis to its numbers.
    private double Away => _sizes.Line + _sizes.Tick + (_sizes.Gap / 2);

    /// <summary>Puts it into a rectangle.</summary>
    /// <param name="cells">The rectangle.</param>
    /// <param name="beside">The room of numbers or labels at its left.</param>
    /// <param name="under">The room of numbers or labels under it.</param>
    /// <param name="theme">The colours of the page.</param>
    /// <param name="dpi">Pixels an inch.</param>
    /// <param name="strokes">Where its axes and strokes go.</param>
    /// <param name="texts">Where its texts go.</param>
    /// <returns>The samples of the legend.</returns>
    public IReadOnlyList<PlacedCurve> Place(
        Rect cells, double beside, double under, Theme theme, double dpi, List<Rect> strokes, List<TextMark> texts)
    {
        strokes.Add(new(cells.X - _sizes.Line, cells.Y, _sizes.Line, cells.Height + _sizes.Line));
        strokes.Add(new(cells.X, cells.Bottom, cells.Width, _sizes.Line));
        foreach ((double at, string label) in _across.Ticks)
        {
            double x = cells.X + (_chart.Across.Share(at) * cells.Width);
            strokes.Add(new(_sizes.Grain.Nearest(x - (_sizes.Line / 2)), cells.Bottom + _sizes.Line, _sizes.Line, _sizes.Tick));
            texts.Add(Level(TextRole.ColumnLabel, label, x, cells.Bottom + Away + (0.8 * _sizes.Bar), TextAlign.Middle, theme));
        }

        foreach ((double at, string label) in _up.Ticks)
        {
            double y = cells.Bottom - (_chart.Up.Share(at) * cells.Height);
            strokes.Add(new(cells.X - _sizes.Line - _sizes.Tick, _sizes.Grain.Nearest(y - (_sizes.Line / 2)), _sizes.Tick, _sizes.Line));
            texts.Add(Level(TextRole.RowLabel, label, cells.X - Away, y + (0.36 * _sizes.Bar), TextAlign.End, theme));
        }

        PlaceShared(cells, theme, texts);
        PlaceNames(cells, beside, under, theme, texts);
        texts.AddRange(_numbers.Place(cells, theme));
        return [.. _legend.Place(cells.X, cells.Y - Above, theme, dpi, texts)];
    }

    private void PlaceShared(Rect cells, Theme theme, List<TextMark> texts)
    {
        if (_up.Shared.Length > 0)
        {
            texts.Add(Level(TextRole.RowLabel, _up.Shared, cells.X, cells.Y - _numbers.Above - (0.5 * _sizes.Bar), TextAlign.Start, theme));
        }

        if (_across.Shared.Length > 0)
        {
            double x = cells.Right + _numbers.Right + _sizes.Gap;
            texts.Add(Level(TextRole.ColumnLabel, _across.Shared, x, cells.Bottom - (0.2 * _sizes.Bar), TextAlign.Start, theme));
        }
    }

    private void PlaceNames(Rect cells, double beside, double under, Theme theme, List<TextMark> texts)
    {
        if (_chart.Across.Name is { Length: > 0 } across)
        {
            string text = LabelPlan.Shorten(across, cells.Width, _sizes.Bar, _measure);
            texts.Add(Level(TextRole.Axis, text, cells.X + (cells.Width / 2), cells.Bottom + under + (1.1 * _sizes.Bar), TextAlign.Middle, theme));
        }

        if (_chart.Up.Name is { Length: > 0 } up)
        {
            string text = LabelPlan.Shorten(up, _height, _sizes.Bar, _measure);
            texts.Add(TextMark.Up(
                TextRole.Axis, text, cells.X - beside - (0.5 * _sizes.Bar), cells.Y + (cells.Height / 2), _sizes.Bar, TextAlign.Middle, theme.Ink,
                Extent(text)));
        }
    }

    private double Overhang((double At, string Label) tick, double from) => (Extent(tick.Label).Width / 2) - from;

    private TextExtent Extent(string text) => _measure.Measure(text, _sizes.Bar);

    private TextMark Level(TextRole role, string text, double x, double y, TextAlign align, Theme theme) =>
        TextMark.Level(role, text, x, y, _sizes.Bar, align, theme.Ink, Extent(text));
}
