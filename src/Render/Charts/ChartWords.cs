using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Charts;

/// <summary>Says in words what the charts of a figure show.</summary>
internal static class ChartWords
{
    /// <summary>Which charts there are; empty where there is none.</summary>
    public static string Shown(Figure figure)
    {
        Panel[] charts = [.. figure.Panels.Where(panel => panel.Chart is not null)];
        return charts.Length == 0 ? ""
            : (charts.Length == 1 ? "One chart" : $"{charts.Length} charts")
                + (Axes(charts[0].Chart!, figure) is { Length: > 0 } axes && charts.Length == 1 ? $" of {axes}" : "")
                + string.Concat(charts.Where(chart => chart.Title.Length > 0).Take(1).Select(_ => $" ({string.Join(", ", charts.Select(one => one.Title))})"));
    }

    /// <summary>A sentence for each line, and for each kind of bars or dots: where it ends, or which is the largest.</summary>
    public static IEnumerable<string> Ends(Figure figure) =>
        from panel in figure.Panels
        from series in panel.Chart?.Series ?? []
        where series.Points.Length > 0
        let words = series.Shape switch
        {
            ChartShape.Line or ChartShape.Dashes when series.Name.Length > 0 =>
                $"{Sentence.Begun(series.Name)} goes from {Number(series.Points[0].Up)} to {Number(series.Points[^1].Up)}.",
            ChartShape.Bars or ChartShape.Dots => Largest(series, panel, figure),
            _ => "",
        }
        where words.Length > 0
        select words;

    private static string Largest(ChartSeries series, Panel panel, Figure figure)
    {
        bool isLying = panel.Chart!.Up.Marking == ChartMarking.Labels;
        ImmutableArray<string> labels = isLying ? panel.RowLabels ?? figure.RowLabels : panel.ColumnLabels ?? figure.ColumnLabels;
        ChartPoint most = series.Points.MaxBy(point => isLying ? point.Across : point.Up);
        int place = (int)(isLying ? most.Up : most.Across);
        string name = place < labels.Length ? $"'{labels[place]}'" : Number(place);
        string title = panel.Title.Length > 0 ? $" of {panel.Title}" : "";
        return $"The largest{(series.Name.Length > 0 ? $" {series.Name}" : "")}{title} is {Number(isLying ? most.Across : most.Up)} ({name}).";
    }

    private static string Axes(Chart chart, Figure figure)
    {
        string across = chart.Across.Name.Length > 0 ? chart.Across.Name : figure.ColumnAxis;
        string up = chart.Up.Name.Length > 0 ? chart.Up.Name : figure.RowAxis;
        return up.Length == 0 ? across : across.Length == 0 ? up : $"{up} over {across}";
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
