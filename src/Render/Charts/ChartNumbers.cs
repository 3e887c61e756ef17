using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Charts;

/// <summary>
/// The numbers of a chart's bars: over standing ones, beside lying ones, and in either case past what stands out of them. Where neighbours are nearer
/// than they are wide, they read upwards.
/// </summary>
internal sealed class ChartNumbers
{
    // In parts of the font size.
    private const double LineHeight = 1.1;
    private const double Between = 0.35;

    private readonly List<(ChartPoint Bar, double End, string Text, TextExtent Extent)> _numbers = [];
    private readonly Chart _chart;
    private readonly TypeSizes _sizes;
    private readonly double _size;
    private readonly bool _isLying;
    private readonly bool _isUpright;

    /// <summary>Writes and measures them; none where nobody asked for them.</summary>
    public ChartNumbers(Chart chart, AnnotationOptions? options, double width, double height, TypeSizes sizes, ITextMeasure measure)
    {
        (_chart, _sizes) = (chart, sizes);
        _isLying = chart.Up.Marking == ChartMarking.Labels;
        if (options is not { Mark: null } and not { WithNumbers: true })
        {
            return;
        }

        ChartPoint[] bars = [.. chart.Series.Where(series => series.Shape == ChartShape.Bars).SelectMany(series => series.Points)];
        string[] texts = [.. bars.Select(bar => options.Format.Format(_isLying ? bar.Across : bar.Up))];
        double pitch = _isLying ? height / Math.Abs(chart.Up.To - chart.Up.From) : width / Math.Abs(chart.Across.To - chart.Across.From);
        double size = options.Size * sizes.Unit ?? sizes.Bar;
        double widest = texts.Select(text => measure.Measure(text, size).Width).DefaultIfEmpty().Max();
        _isUpright = !_isLying && widest + (Between * size) > pitch;
        _size = _isLying || _isUpright ? Math.Min(size, pitch / LineHeight) : size;
        _numbers.AddRange(bars.Zip(texts, (bar, text) => (bar, EndOf(bar), text, measure.Measure(text, _size))));
        Above = _isLying ? 0 : Beyond(number => (_isUpright ? number.Extent.Width : number.Extent.Above) - ((1 - chart.Up.Share(number.End)) * height));
        Right = _isLying ? Beyond(number => number.Extent.Width - ((1 - chart.Across.Share(number.End)) * width)) : 0;
    }

    /// <summary>The room that they take over the chart.</summary>
    public double Above { get; }

    /// <summary>The room that they take at its right.</summary>
    public double Right { get; }

    /// <summary>Puts them into a chart's rectangle.</summary>
    public IEnumerable<TextMark> Place(Rect cells, Theme theme) => _numbers.Select(number =>
    {
        double x = cells.X + (_chart.Across.Share(_isLying ? number.End : number.Bar.Across) * cells.Width);
        double y = cells.Bottom - (_chart.Up.Share(_isLying ? number.Bar.Up : number.End) * cells.Height);
        return _isLying ? TextMark.Level(
                TextRole.Cell, number.Text, x + _sizes.Gap, y + (0.36 * _size), _size, TextAlign.Start, theme.Ink, number.Extent)
            : _isUpright ? TextMark.Up(
                TextRole.Cell, number.Text, x + (0.36 * _size), y - _sizes.Gap, _size, TextAlign.Start, theme.Ink, number.Extent)
            : TextMark.Level(TextRole.Cell, number.Text, x, y - _sizes.Gap, _size, TextAlign.Middle, theme.Ink, number.Extent);
    });

    // Numbers below 0 stand at the foot of their bars, where nothing else does.
    private double EndOf(ChartPoint bar) => _chart.Series.Where(series => series.Shape == ChartShape.Spans).SelectMany(series => series.Points)
        .Where(point => _isLying ? point.Up == bar.Up : point.Across == bar.Across).Append(bar)
        .Select(point => _isLying ? point.Across : point.Up).Append(0).Max();

    private double Beyond(Func<(ChartPoint Bar, double End, string Text, TextExtent Extent), double> reach) =>
        _numbers.Count == 0 ? 0 : Math.Max(0, Math.Ceiling(_numbers.Max(reach) + _sizes.Gap));
}
