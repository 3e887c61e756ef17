using System.Collections.Immutable;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Terminal;

/// <summary>Draws figures into a terminal: the grid in half-blocks, one panel alone with its labels.</summary>
public static class TerminalFigure
{
    private const int LongestLabel = 20;

    // Labels under columns stand letter under letter.
    private const int DeepestLabel = 8;

    /// <summary>Writes a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="output">The terminal.</param>
    /// <param name="depth">What the terminal can show.</param>
    /// <param name="columns">How many characters fit in a line.</param>
    /// <exception cref="AttnExtractException">The figure cannot be drawn.</exception>
    public static void WriteTerminal(this Figure figure, TextWriter output, TerminalDepth depth, int columns)
    {
        TerminalInk ink = new(depth);
        TerminalChart.Write(figure, output, columns);
        TerminalFlow.Write(figure, output, ink, columns);
        figure = figure with { Panels = [.. figure.Panels.Where(panel => panel.HasCells)] };
        if (figure.Panels.IsEmpty)
        {
            return;
        }

        Panel first = figure.Panels[0];
        ImmutableArray<string> labels = first.RowLabels ?? figure.RowLabels;
        int margin = labels.IsEmpty ? 0 : labels.Max(label => Math.Min(LongestLabel, TerminalText.Places(TerminalText.Clean(label)))) + 1;
        int width = Math.Min(2, (columns - margin) / first.Values.Columns);
        if (figure.Panels.Length == 1 && width > 0)
        {
            WriteOne(figure, output, ink, margin, width);
        }
        else
        {
            TerminalGrid.Write(figure, output, ink, columns);
        }
    }

    /// <summary>The colour of a number; what has none shows white, as on paper.</summary>
    internal static Rgba Shown(ColorScale scale, double value) => scale[value].A == 0 ? Rgba.White : scale[value];

    /// <summary>How far along its scale a number lies, 0..1; 0 where there is none.</summary>
    internal static double Amount(ColorScale scale, double value) =>
        double.IsNaN(scale.Norm.Position(value)) ? 0 : Math.Clamp(scale.Norm.Position(value), 0, 1);

    private static void WriteOne(Figure figure, TextWriter output, TerminalInk ink, int margin, int width)
    {
        ColorScale scale = FigureScales.Resolve(figure)[0];
        Panel panel = figure.Panels[0];
        Matrix values = panel.Values;
        ImmutableArray<string> labels = panel.RowLabels ?? figure.RowLabels;
        if (panel.Title.Length > 0)
        {
            output.WriteLine(TerminalText.Clean(panel.Title));
        }

        for (int row = 0; row < values.Rows; row++)
        {
            StringBuilder line = new(row < labels.Length ? TerminalText.Right(labels[row], margin - 1) + " " : "");
            for (int column = 0; column < values.Columns; column++)
            {
                line.Append(ink.Full(Shown(scale, values[row, column]), Amount(scale, values[row, column]), width));
            }

            output.WriteLine(line.Append(ink.Reset).ToString());
        }

        if (width > 1)
        {
            WriteLabelsUnder(panel.ColumnLabels ?? figure.ColumnLabels, output, margin, width);
        }
    }

    private static void WriteLabelsUnder(ImmutableArray<string> labels, TextWriter output, int margin, int width)
    {
        string[][] letters = [.. labels.Select(label => TerminalText.Letters(TerminalText.Clean(label)).ToArray())];
        int depth = Math.Min(DeepestLabel, letters.Select(label => label.Length).DefaultIfEmpty().Max());
        for (int line = 0; line < depth; line++)
        {
            IEnumerable<string> places = letters.Select(label =>
                line >= label.Length ? "" : line == depth - 1 && label.Length > depth ? "⋮" : label[line]);
            output.WriteLine((new string(' ', margin) + string.Concat(places.Select(letter => TerminalText.Left(letter, width)))).TrimEnd(' '));
        }
    }
}
