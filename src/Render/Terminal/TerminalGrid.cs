using System.Text;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Terminal;

/// <summary>Draws a grid of panels into a terminal, two rows of cells a line.</summary>
internal static class TerminalGrid
{
    /// <summary>
    /// Writes the grid. Cells join to blocks until a row of panels fits into the line; where even one point a panel does
    /// not, rows of panels break.
    /// </summary>
    public static void Write(Figure figure, TextWriter output, TerminalInk ink, int columns)
    {
        int across = figure.Panels.Max(panel => panel.Column) + 1;
        int widest = figure.Panels.Max(panel => panel.Values.Columns);
        bool isNamed = HasNamedRows(figure);
        int margin = figure.Panels.Max(panel => TerminalText.Places(TerminalText.Clean(Name(panel, isNamed).Row))) + (isNamed ? 1 : 0);
        int Width(int side) => (widest + side - 1) / side;
        int side = 1;
        while (side < widest && margin + (across * (Width(side) + 1)) - 1 > columns)
        {
            side++;
        }

        int width = Width(side);
        int fitting = Math.Max(1, (columns - margin + 1) / (width + 1));
        Figure reduced = BlockReduction.Apply(figure, side);
        (Panel Panel, ColorScale Scale)[] panels = [.. reduced.Panels.Zip(FigureScales.Resolve(figure))];
        string heading = "";
        foreach (IGrouping<int, (Panel Panel, ColorScale Scale)> row in panels.GroupBy(pair => pair.Panel.Row).OrderBy(row => row.Key))
        {
            foreach ((Panel Panel, ColorScale Scale)[] part in row.OrderBy(pair => pair.Panel.Column).Chunk(fitting))
            {
                heading = WriteHeading([.. part.Select(pair => Name(pair.Panel, isNamed).Column)], output, margin, width, heading);
                WriteCells(part, Name(part[0].Panel, isNamed).Row, output, ink, margin, width);
            }
        }

        if (side > 1)
        {
            output.WriteLine($"Each point is the largest of {side} × {side}; choose layers and heads to see more.");
        }
    }

    // Named once for all rows that are headed alike; names that have no room are left out.
    private static string WriteHeading(string[] names, TextWriter output, int margin, int width, string before)
    {
        StringBuilder heading = new();
        int end = 0;
        foreach ((int place, string name) in names.Index())
        {
            int start = margin + (place * (width + 1));
            if (start >= end)
            {
                string clean = TerminalText.Clean(name);
                heading.Append(' ', start - Math.Max(0, end - 1)).Append(clean);
                end = start + TerminalText.Places(clean) + 1;
            }
        }

        string text = heading.ToString().TrimEnd(' ');
        if (text != before && text.Length > 0)
        {
            output.WriteLine(text);
        }

        return text;
    }

    private static void WriteCells(
        (Panel Panel, ColorScale Scale)[] panels, string name, TextWriter output, TerminalInk ink, int margin, int width)
    {
        int lines = (panels.Max(pair => pair.Panel.Values.Rows) + 1) / 2;
        for (int line = 0; line < lines; line++)
        {
            StringBuilder text = new(TerminalText.Left(line == 0 ? name : "", margin));
            foreach ((Panel panel, ColorScale scale) in panels)
            {
                AppendHalves(text, panel.Values, scale, 2 * line, ink);
                text.Append(ink.Reset).Append(' ', width - panel.Values.Columns + 1);
            }

            output.WriteLine(text.ToString().TrimEnd(' '));
        }
    }

    private static void AppendHalves(StringBuilder text, Matrix values, ColorScale scale, int row, TerminalInk ink)
    {
        for (int column = 0; column < values.Columns; column++)
        {
            double? Value(int at) => at < values.Rows ? values[at, column] : null;
            Rgba? Color(double? value) => value is { } number ? TerminalFigure.Shown(scale, number) : null;
            double amount = Math.Max(
                TerminalFigure.Amount(scale, Value(row) ?? double.NaN), TerminalFigure.Amount(scale, Value(row + 1) ?? double.NaN));
            text.Append(ink.Half(Color(Value(row)), Color(Value(row + 1)), amount));
        }
    }

    // Titles are "L3 H7", "L3 mean", "mean H7", "mean": where the first words of a row agree, they are said once.
    private static bool HasNamedRows(Figure figure) =>
        figure.Panels.Length > 1
        && figure.Panels.All(panel => panel.Title.Length > 0 && panel.Title.Count(character => character == ' ') <= 1)
        && figure.Panels.GroupBy(panel => panel.Row).All(row => row.DistinctBy(panel => panel.Title.Split(' ')[0]).Count() == 1);

    private static (string Row, string Column) Name(Panel panel, bool isNamed) =>
        isNamed ? (panel.Title.Split(' ')[0], panel.Title.Split(' ')[^1]) : ("", panel.Title);
}
