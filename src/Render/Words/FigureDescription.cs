using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Words;

/// <summary>Says in words what a figure shows, for those who cannot see it: the alternative text of SVG and PDF files.</summary>
public static class FigureDescription
{
    private const int LongestText = 200;
    private const int NamedColumns = 2;

    /// <summary>
    /// A few sentences: what is shown, where the extremes lie, where numbers are shares of rows which columns get most on
    /// average over all rows of all panels, and what the caption says besides.
    /// </summary>
    public static string Describe(this Figure figure)
    {
        List<string> sentences = [Shown(figure)];
        sentences.AddRange(ChartWords.Ends(figure));
        if (Extremes(figure) is { } extremes)
        {
            sentences.Add(extremes);
        }

        if (Concentration(figure) is { } concentration)
        {
            sentences.Add(concentration);
        }

        string facts = string.Join("; ", figure.Caption
            .Where(part => part.Role == CaptionRole.Fact && part.Text != figure.Source?.Provenance.Model).Select(part => part.Text));
        if (facts.Length > 0)
        {
            sentences.Add($"{Sentence.Begun(facts)}.");
        }

        return string.Join(" ", sentences);
    }

    private static string Shown(Figure figure)
    {
        Panel[] maps = [.. figure.Panels.Where(panel => panel.Chart is null)];
        string charts = ChartWords.Shown(figure);
        return (maps.Length == 0 ? charts : charts.Length == 0 ? Maps(maps) : $"{Maps(maps)}, and {char.ToLowerInvariant(charts[0])}{charts[1..]}")
            + Source(figure) + ".";
    }

    private static string Maps(Panel[] panels)
    {
        if (panels[0].Flow is not null)
        {
            return $"{(panels.Length == 1 ? "A text" : $"{panels.Length} times a text")} of {panels[0].Values.Columns} tokens on coloured ground";
        }

        int rows = panels.Max(panel => panel.Row) + 1;
        int columns = panels.Max(panel => panel.Column) + 1;
        string count = panels.Length == 1 ? "One heatmap"
            : $"{panels.Length} heatmaps in {rows} row{(rows == 1 ? "" : "s")} of up to {columns}";
        Matrix first = panels[0].Values;
        bool isAlike = panels.All(panel => panel.Values.Rows == first.Rows && panel.Values.Columns == first.Columns);
        string size = !isAlike ? " of different sizes"
            : $" of {first.Rows} × {first.Columns} cells{(panels.Length == 1 ? "" : " each")}";
        return count + size;
    }

    private static string Source(Figure figure)
    {
        if (figure.Source is not { } source)
        {
            return figure.Panels.Length == 1 && figure.Panels[0].Title.Length > 0 ? $": {figure.Panels[0].Title}" : "";
        }

        IEnumerable<string> said = figure.Caption.Where(part => part.Role == CaptionRole.Shown).Select(part => part.Text).Append(figure.Subject);
        string shown = said.First() is { Length: > 0 } words ? $": {words}" : "";
        string pair = source.Pair is null ? "" : $" with {Quoted(source.Pair)}";
        return $"{shown}, of {source.Provenance.Model} reading {Quoted(source.Text)}{pair}";
    }

    private static string? Extremes(Figure figure)
    {
        (Panel Panel, int Row, int Column, double Value)? least = null;
        (Panel Panel, int Row, int Column, double Value)? most = null;
        foreach (Panel panel in figure.Panels)
        {
            for (int row = 0; row < panel.Values.Rows; row++)
            {
                (double low, double high) = panel.Values.Extremes(row);
                most = high > (most?.Value ?? double.NegativeInfinity) ? First(panel, row, high) : most;
                least = low < (least?.Value ?? double.PositiveInfinity) ? First(panel, row, low) : least;
            }
        }

        return most is not { } largest || least is not { } smallest ? null
            : smallest.Value < 0 ? $"The largest number is {Place(figure, largest)}, the smallest {Place(figure, smallest)}."
            : $"The largest number is {Place(figure, largest)}.";
    }

    private static (Panel Panel, int Row, int Column, double Value) First(Panel panel, int row, double value)
    {
        int column = Enumerable.Range(0, panel.Values.Columns).First(column => panel.Values[row, column] == value);
        return (panel, row, column, panel.Values[row, column]);
    }

    private static string Place(Figure figure, (Panel Panel, int Row, int Column, double Value) cell)
    {
        string row = Name(cell.Panel.RowLabels ?? figure.RowLabels, cell.Row);
        string column = Name(cell.Panel.ColumnLabels ?? figure.ColumnLabels, cell.Column);
        string panel = figure.Panels.Length == 1 ? "" : $"{cell.Panel.Title}, ";
        if (cell.Panel.Flow is not null)
        {
            return $"{Number(cell.Value)} ({panel}token {column})";
        }

        return $"{Number(cell.Value)} ({panel}row {row}, column {column})";
    }

    // Only where every row of every panel shares out one whole, as attention does.
    private static string? Concentration(Figure figure)
    {
        int columns = figure.Panels[0].Values.Columns;
        if (columns < 2 || figure.Panels.Any(panel => panel.ColumnLabels is not null || panel.Values.Columns != columns))
        {
            return null;
        }

        double[] totals = new double[columns];
        double[] numbers = new double[columns];
        int rows = 0;
        foreach (Matrix values in figure.Panels.Select(panel => panel.Values))
        {
            for (int row = 0; row < values.Rows; row++, rows++)
            {
                values.CopyRow(row, numbers);
                if (numbers.Any(number => !(number >= 0)) || Math.Abs(numbers.Sum() - 1) > 1e-3)
                {
                    return null;
                }

                for (int column = 0; column < columns; column++)
                {
                    totals[column] += numbers[column];
                }
            }
        }

        IEnumerable<string> named = totals.Index().OrderByDescending(total => total.Item).ThenBy(total => total.Index).Take(NamedColumns)
            .Select(total => string.Create(
                CultureInfo.InvariantCulture, $"{Name(figure.ColumnLabels, total.Index)} ({100 * total.Item / rows:0} %)"));
        return $"On average most goes to column {string.Join(" and ", named)}.";
    }

    // A label that stands twice needs its number.
    private static string Name(ImmutableArray<string> labels, int index) =>
        index >= labels.Length ? FormattableString.Invariant($"{index}")
        : labels.Count(label => label == labels[index]) > 1 ? FormattableString.Invariant($"'{labels[index]}' (number {index} from 0)")
        : $"'{labels[index]}'";

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Quoted(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return $"“{(line.Length > LongestText ? LabelPlan.Cut(line, LongestText) : line)}”";
    }
}
