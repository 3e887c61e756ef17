using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Charts;

/// <summary>The names of a chart's series over it, in as many lines as its width takes; with one name there is none to tell apart.</summary>
internal sealed class ChartLegend
{
    // In parts of the font size.
    private const double SampleWidth = 2;
    private const double SampleHeight = 0.7;
    private const double Gap = 0.5;
    private const double Between = 1.1;
    private const double LineHeight = 1.45;

    private readonly List<(ChartSeries Series, TextExtent Extent, double X, int Line)> _entries = [];
    private readonly double _size;

    /// <summary>Sets the names into lines.</summary>
    public ChartLegend(Chart chart, double width, double size, ITextMeasure measure)
    {
        _size = size;
        (double x, int line) = (0, 0);
        foreach (ChartSeries series in chart.Series.Where(series => series.Name.Length > 0).OrderBy(series => series.Color == ChartColor.Control))
        {
            TextExtent extent = measure.Measure(series.Name, size);
            double needed = ((SampleWidth + Gap) * size) + extent.Width;
            if (x > 0 && x + needed > width)
            {
                (x, line) = (0, line + 1);
            }

            _entries.Add((series, extent, x, line));
            x += needed + (Between * size);
        }
    }

    /// <summary>The height of all lines.</summary>
    public double Height => _entries.Count == 0 ? 0 : Math.Ceiling((_entries[^1].Line + 1) * LineHeight * _size);

    /// <summary>The width of the longest line.</summary>
    public double Width => _entries.Select(entry => entry.X + ((SampleWidth + Gap) * _size) + entry.Extent.Width).DefaultIfEmpty().Max();

    /// <summary>Puts it where its left upper corner is.</summary>
    public IEnumerable<PlacedCurve> Place(double x, double y, Theme theme, double dpi, List<TextMark> texts)
    {
        foreach ((ChartSeries series, TextExtent extent, double from, int line) in _entries)
        {
            double middle = y + ((line + 0.5) * LineHeight * _size);
            texts.Add(TextMark.Level(
                TextRole.Legend, series.Name, x + from + ((SampleWidth + Gap) * _size), middle + (0.36 * _size), _size, TextAlign.Start, theme.Ink, extent));
        }

        return _entries.SelectMany(entry => ChartShapes.Sample(
            entry.Series,
            new(x + entry.X, y + ((entry.Line + 0.5) * LineHeight * _size) - (SampleHeight * _size / 2), SampleWidth * _size, SampleHeight * _size),
            theme,
            dpi));
    }
}
