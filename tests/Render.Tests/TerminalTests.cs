using AttnExtract.Extract;
using AttnExtract.Render.Terminal;

namespace AttnExtract.Render.Tests;

public sealed class TerminalTests
{
    private static readonly Figure Map = Heatmap.Of(new Matrix(2, 3, new[] { 0, 0.5, 1, 1, 0, 0.25 }), ["one", "猫"], null, "map")
        .With(colormap: "#000000,#ff0000,#ffffff");

    [Fact]
    public void One_panel_has_its_labels_and_shades_without_colours() =>
        Assert.Equal("map\none   ▒▒██\n 猫 ██  ░░\n", Draw(Map, TerminalDepth.Shades, 80));

    [Fact]
    public void One_panel_has_cells_in_their_colours()
    {
        string text = Draw(Map, TerminalDepth.TrueColor, 80);

        Assert.Contains("one \e[48;2;0;0;0m  \e[48;2;255;0;0m  \e[48;2;255;255;255m  \e[0m\n", text);
        Assert.Contains("one \e[48;5;16m  \e[48;5;196m  \e[48;5;231m  \e[0m\n", Draw(Map, TerminalDepth.Colors256, 80));
    }

    [Fact]
    public void A_grid_is_drawn_in_half_blocks_within_the_width()
    {
        Figure grid = Samples.Record(2, 12, Samples.Sentence).ToFigure();

        string wide = Draw(grid, TerminalDepth.Shades, 130);
        string narrow = Draw(grid, TerminalDepth.Shades, 80);

        Assert.Equal(2 * (1 + 5), wide.Split('\n').Length - 1);
        Assert.StartsWith("L0 H0     L0 H1", wide);
        Assert.EndsWith("Each point is the largest of a block of 2 × 2; choose layers and heads to see more.\n", narrow);
        Assert.All(narrow.Split('\n'), line => Assert.InRange(line.Length, 0, 84));
    }

    [Fact]
    public void A_line_says_where_a_head_looks()
    {
        float[] values = [0, 1, 0, 0.75f, 0, 0.25f, 0, 1, 0];
        AttentionRecord record = new(
            "a b", null,
            [new(0, "[CLS]", 0, 0, null, null, 0), new(1, "a", 0, 1, 0, 0, 0), new(2, "b", 2, 3, 0, 1, 0)],
            [0], [new("layers.0.attention.pattern", new DenseArray(values, 1, 3, 3))], Samples.Record(1, 1, ["x"]).Provenance);

        Assert.Equal("L0 H0: 58 % to the token before; strongest [CLS] → a 1.00", HeadSummary.Line(record, 0, 0));
    }

    private static string Draw(Figure figure, TerminalDepth depth, int columns)
    {
        StringWriter writer = new() { NewLine = "\n" };
        figure.WriteTerminal(writer, depth, columns);
        return writer.ToString();
    }
}
