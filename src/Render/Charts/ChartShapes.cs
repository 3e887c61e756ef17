using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Charts;

/// <summary>What a chart draws, as lines and areas in pixels.</summary>
internal static class ChartShapes
{
    private const int Corners = 24;

    // In points.
    private const double LineWidth = 1.2;
    private const double ThinWidth = 0.7;
    private const double DashLength = 3.5;
    private const double DotRadius = 2;

    // Of the distance of labels.
    private const double BarShare = 0.72;

    /// <summary>The shapes of a panel's chart, what lies below first; none of a panel without one.</summary>
    public static IEnumerable<PlacedCurve> Of(PanelLayout panel, Theme theme, double dpi)
    {
        if (panel.Panel.Chart is not { } chart)
        {
            return [];
        }

        double point = dpi / 72;
        return [.. ZeroLines(chart, panel.Cells, theme, point), .. chart.Series.SelectMany(series => Of(series, chart, panel.Cells, theme, point))];
    }

    /// <summary>A sample of a series for the legend, in a rectangle.</summary>
    public static IEnumerable<PlacedCurve> Sample(ChartSeries series, Rect place, Theme theme, double dpi)
    {
        double middle = place.Y + (place.Height / 2);
        ChartSeries sample = series with
        {
            Points = series.Shape switch
            {
                ChartShape.Dots => [new(0.5, 0.5)],
                ChartShape.Bars => [new(0, 1)],
                ChartShape.Area => [new(0, 0), new(1, 0), new(1, 1), new(0, 1)],
                _ => [new(0, 0.5), new(1, 0.5)],
            },
        };
        return sample.Shape == ChartShape.Bars
            ? [new(Corner(place), ChartPalette.Of(series.Color, theme), true, 0, 0)]
            : Of(sample, new(new(0, 1), new(0, 1), []), place, theme, dpi / 72);
    }

    private static IEnumerable<PlacedCurve> ZeroLines(Chart chart, Rect cells, Theme theme, double point)
    {
        if (HasZeroWithin(chart.Across))
        {
            double x = X(0, chart, cells);
            yield return new([(x, cells.Y), (x, cells.Bottom)], theme.Line, false, ThinWidth * point / 2, 0);
        }

        if (HasZeroWithin(chart.Up))
        {
            double y = Y(0, chart, cells);
            yield return new([(cells.X, y), (cells.Right, y)], theme.Line, false, ThinWidth * point / 2, 0);
        }
    }

    private static bool HasZeroWithin(ChartAxis axis) => axis.Marking == ChartMarking.Numbers && axis.Share(0) is > 0 and < 1;

    private static IEnumerable<PlacedCurve> Of(ChartSeries series, Chart chart, Rect cells, Theme theme, double point)
    {
        Rgba color = ChartPalette.Of(series.Color, theme);
        (double X, double Y)[] points = [.. series.Points.Select(one => (X(one.Across, chart, cells), Y(one.Up, chart, cells)))];
        return series.Shape switch
        {
            ChartShape.Line => [new(points, color, false, LineWidth * point, 0)],
            ChartShape.Link => [new(points, color, false, ThinWidth * point, 0)],
            ChartShape.Dashes => [new(points, color, false, LineWidth * point, DashLength * point)],
            ChartShape.Area => [new(points, ChartPalette.Pale(series.Color, theme), true, 0, 0)],
            ChartShape.Dots => points.Select(one => new PlacedCurve(Circle(one, DotRadius * point), color, true, 0, 0)),
            ChartShape.Spans => points.Chunk(2).Select(span => new PlacedCurve(span, color, false, ThinWidth * point, 0)),
            _ => series.Points.Select(one => new PlacedCurve(Corner(Bar(one, chart, cells)), color, true, 0, 0)),
        };
    }

    private static Rect Bar(ChartPoint point, Chart chart, Rect cells)
    {
        if (chart.Up.Marking == ChartMarking.Labels)
        {
            double half = BarShare / 2 * cells.Height / Math.Abs(chart.Up.To - chart.Up.From);
            (double from, double to) = (X(0, chart, cells), X(point.Across, chart, cells));
            return new(Math.Min(from, to), Y(point.Up, chart, cells) - half, Math.Abs(to - from), 2 * half);
        }

        double side = BarShare / 2 * cells.Width / Math.Abs(chart.Across.To - chart.Across.From);
        (double foot, double head) = (Y(0, chart, cells), Y(point.Up, chart, cells));
        return new(X(point.Across, chart, cells) - side, Math.Min(foot, head), 2 * side, Math.Abs(head - foot));
    }

    private static (double X, double Y)[] Corner(Rect rect) => [(rect.X, rect.Y), (rect.Right, rect.Y), (rect.Right, rect.Bottom), (rect.X, rect.Bottom)];

    private static (double X, double Y)[] Circle((double X, double Y) middle, double radius) =>
    [
        .. Enumerable.Range(0, Corners).Select(corner => Math.Tau * corner / Corners)
            .Select(angle => (middle.X + (radius * Math.Cos(angle)), middle.Y + (radius * Math.Sin(angle)))),
    ];

    private static double X(double number, Chart chart, Rect cells) => cells.X + (chart.Across.Share(number) * cells.Width);

    private static double Y(double number, Chart chart, Rect cells) => cells.Bottom - (chart.Up.Share(number) * cells.Height);
}
