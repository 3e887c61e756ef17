using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Render.Charts;

namespace AttnExtract.Render.Terminal;

/// <summary>Draws charts into a terminal: bars and dots as rows of blocks, lines by some of their numbers.</summary>
internal static class TerminalChart
{
    private const int LongestLabel = 20;
    private const int LongestBar = 40;
    private const int MostNumbers = 8;

    /// <summary>Writes every chart of a figure.</summary>
    public static void Write(Figure figure, TextWriter output, int columns)
    {
        foreach (Panel panel in figure.Panels.Where(panel => panel.Chart is not null))
        {
            if (panel.Title.Length > 0)
            {
                output.WriteLine(TerminalText.Clean(panel.Title));
            }

            bool isLying = panel.Chart!.Up.Marking == ChartMarking.Labels;
            ImmutableArray<string> labels = isLying ? panel.RowLabels ?? figure.RowLabels : panel.ColumnLabels ?? figure.ColumnLabels;
            ChartSeries[] bars = [.. panel.Chart.Series.Where(series => series.Shape is ChartShape.Bars or ChartShape.Dots)];
            foreach (ChartSeries series in panel.Chart.Series)
            {
                if (bars.Contains(series))
                {
                    (double Place, double Value)[] there = [.. series.Points.Select(point => isLying ? (point.Up, point.Across) : (point.Across, point.Up))];
                    WriteBars(bars.Length == 1 ? WithoutBar(there, labels.Length) : there, labels, output, columns);
                }
                else if (series.Name.Length > 0)
                {
                    WriteLine(series, output);
                }
            }
        }
    }

    // A label without a bar has no number, as what a query cannot see has none.
    private static (double Place, double Value)[] WithoutBar((double Place, double Value)[] bars, int labels) =>
        [.. bars.Concat(Enumerable.Range(0, labels).Where(place => bars.All(bar => bar.Place != place)).Select(place => ((double)place, double.NaN)))
            .OrderBy(bar => bar.Item1)];

    private static void WriteBars((double Place, double Value)[] bars, ImmutableArray<string> labels, TextWriter output, int columns)
    {
        string[] names = [.. bars.Select(bar => (int)bar.Place < labels.Length ? TerminalText.Cut(labels[(int)bar.Place], LongestLabel) : "")];
        string[] numbers = [.. bars.Select(bar => double.IsNaN(bar.Value) ? "" : Number(bar.Value))];
        int margin = names.Max(TerminalText.Places);
        int digits = numbers.Max(number => number.Length);
        int room = Math.Clamp(columns - margin - digits - 2, 1, LongestBar);
        double largest = bars.Max(bar => Math.Abs(bar.Value));
        foreach ((int i, (double _, double value)) in bars.Index())
        {
            int length = largest > 0 && double.IsFinite(value) ? (int)Math.Round(room * Math.Abs(value) / largest) : 0;
            output.WriteLine($"{TerminalText.Right(names[i], margin)} {numbers[i].PadLeft(digits)} {new string('█', length)}".TrimEnd(' '));
        }
    }

    private static void WriteLine(ChartSeries series, TextWriter output)
    {
        int step = Math.Max(1, (int)Math.Ceiling((series.Points.Length - 1) / (double)(MostNumbers - 1)));
        IEnumerable<string> numbers = series.Points.Where((_, i) => i % step == 0 || i == series.Points.Length - 1)
            .Select(point => $"{Number(point.Across)}: {Number(point.Up)}");
        output.WriteLine($"{TerminalText.Clean(series.Name)}  {string.Join("  ", numbers)}");
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture).Replace('-', '−');
}
