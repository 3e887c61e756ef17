using System.Collections.Immutable;
using System.Text;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Terminal;

/// <summary>Draws figures into a terminal: the grid in half-blocks, one panel alone with its labels.</summary>
public static class TerminalFigure
{
    private const int LongestLabel = 20;

    /// <summary>Writes a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="output">The terminal.</param>
    /// <param name="depth">What the terminal can show.</param>
    /// <param name="columns">How many characters fit in a line.</param>
    /// <exception cref="FigureException">The figure cannot be drawn.</exception>
    public static void WriteTerminal(this Figure figure, TextWriter output, TerminalDepth depth, int columns)
    {
        TerminalInk ink = new(depth);
        if (figure.Panels.Length == 1)
        {
            WriteOne(figure, output, ink, columns);
        }
        else
        {
            WriteGrid(figure, output, ink, columns);
        }
    }

    // Blocks are taken until a row of panels fits; where even points do not fit, panels wrap.
    private static void WriteGrid(Figure figure, TextWriter output, TerminalInk ink, int columns)
    {
        int across = figure.Panels.Max(panel => panel.Column) + 1;
        int widest = figure.Panels.Max(panel => panel.Values.Columns);
        int side = 1;
        while (side < widest && across * (((widest + side - 1) / side) + 1) > columns)
        {
            side++;
        }

        IReadOnlyList<ColorScale> scales = FigureScales.Resolve(figure);
        Figure reduced = BlockReduction.Apply(figure, side);
        foreach (IGrouping<int, (Panel Panel, ColorScale Scale)> row in reduced.Panels.Zip(scales)
            .GroupBy(pair => pair.First.Row).OrderBy(row => row.Key))
        {
            (Panel Panel, ColorScale Scale)[] panels = [.. row.OrderBy(pair => pair.Panel.Column)];
            output.WriteLine(string.Join(" ", panels.Select(pair => Fit(pair.Panel.Title, pair.Panel.Values.Columns))).TrimEnd());
            int lines = (panels.Max(pair => pair.Panel.Values.Rows) + 1) / 2;
            for (int line = 0; line < lines; line++)
            {
                StringBuilder text = new();
                foreach ((Panel panel, ColorScale scale) in panels)
                {
                    AppendHalves(text, panel.Values, scale, 2 * line, ink);
                    text.Append(ink.Reset).Append(' ');
                }

                output.WriteLine(text.ToString().TrimEnd(' '));
            }
        }

        if (side > 1)
        {
            output.WriteLine($"Each point is the largest of a block of {side} × {side}; choose layers and heads to see more.");
        }
    }

    private static void WriteOne(Figure figure, TextWriter output, TerminalInk ink, int columns)
    {
        ColorScale scale = FigureScales.Resolve(figure)[0];
        Panel panel = figure.Panels[0];
        Matrix values = panel.Values;
        ImmutableArray<string> labels = panel.RowLabels ?? figure.RowLabels;
        int margin = labels.IsEmpty ? 0 : labels.Max(label => Math.Min(LongestLabel, Cells(label))) + 1;
        bool fits = margin + (2 * values.Columns) <= columns;
        output.WriteLine(panel.Title);
        if (!fits)
        {
            WriteGrid(figure with { Panels = [panel with { Title = "" }] }, output, ink, columns);
            return;
        }

        for (int row = 0; row < values.Rows; row++)
        {
            StringBuilder text = new(labels.IsEmpty ? "" : Right(labels[row], margin - 1) + " ");
            for (int column = 0; column < values.Columns; column++)
            {
                text.Append(ink.Full(Shown(scale, values[row, column]), Amount(scale, values[row, column])));
            }

            output.WriteLine(text.Append(ink.Reset).ToString());
        }
    }

    private static void AppendHalves(StringBuilder text, Matrix values, ColorScale scale, int row, TerminalInk ink)
    {
        for (int column = 0; column < values.Columns; column++)
        {
            double? Value(int at) => at < values.Rows ? values[at, column] : null;
            Rgba? Color(double? value) => value is { } number ? Shown(scale, number) : null;
            double amount = Math.Max(Amount(scale, Value(row) ?? double.NaN), Amount(scale, Value(row + 1) ?? double.NaN));
            text.Append(ink.Half(Color(Value(row)), Color(Value(row + 1)), amount));
        }
    }

    private static Rgba Shown(ColorScale scale, double value) => scale[value].A == 0 ? Rgba.White : scale[value];

    private static double Amount(ColorScale scale, double value) =>
        double.IsNaN(scale.Norm.Position(value)) ? 0 : Math.Clamp(scale.Norm.Position(value), 0, 1);

    private static string Fit(string title, int width) => title.Length > width ? title[..width] : title.PadRight(width);

    private static string Right(string label, int width)
    {
        string shown = Cells(label) > width ? LabelPlan.Cut(label, width - 1) : label;
        return new string(' ', Math.Max(0, width - Cells(shown))) + shown;
    }

    // Ideographs take two places.
    private static int Cells(string text) => text.EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1);
}
