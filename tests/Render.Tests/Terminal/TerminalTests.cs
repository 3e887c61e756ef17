using AttnExtract.Extract;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Terminal;

namespace AttnExtract.Render.Tests.Terminal;

public sealed class TerminalTests
{
    private static readonly Figure Map = Heatmap.Of(new Matrix(2, 3, new[] { 0, 0.5, 1, 1, 0, 0.25 }), ["one", "猫"], null, "map")
        .With(colormap: "#000000,#ff0000,#ffffff");

    [Fact]
    public void One_panel_has_its_labels_and_shades_without_colours() =>
        Assert.Equal("map\none   ▒▒██\n 猫 ██  ░░\n    0 1 2\n", Draw(Map, TerminalDepth.Shades, 80));

    [Fact]
    public void One_panel_has_cells_in_their_colours()
    {
        string text = Draw(Map, TerminalDepth.TrueColor, 80);

        Assert.Contains("one \e[48;2;0;0;0m  \e[48;2;255;0;0m  \e[48;2;255;255;255m  \e[0m\n", text);
        Assert.Contains("one \e[48;5;16m  \e[48;5;196m  \e[48;5;231m  \e[0m\n", Draw(Map, TerminalDepth.Colors256, 80));
    }

    [Fact]
    public void Labels_stand_under_columns_letter_under_letter() =>
        Assert.Equal(
            "one   ▒▒██\n    c 猫1\n    a   2\n    t   3\n        4\n        5\n        6\n        7\n        ⋮\n",
            Draw(Heatmap.Of(new Matrix(1, 3, new[] { 0, 0.5, 1 }), ["one"], ["cat", "猫", "123456789"]), TerminalDepth.Shades, 80));

    [Fact]
    public void Cells_get_narrower_and_then_labels_go_where_the_line_is_short()
    {
        double[] rising = [.. Enumerable.Range(0, 16).Select(i => i / 15.0)];
        Figure wide = Heatmap.Of(new Matrix(2, 8, rising), ["one", "two"], []);

        Assert.Equal("one     ░░░░░░░░▒▒▒▒\ntwo ▒▒▒▒▓▓▓▓▓▓▓▓████\n", Draw(wide, TerminalDepth.Shades, 20));
        Assert.Equal("one   ░░░░▒▒\ntwo ▒▒▓▓▓▓██\n", Draw(wide, TerminalDepth.Shades, 12));
        Assert.Equal("▒▒▓▓▓▓██\n", Draw(wide, TerminalDepth.Shades, 11));
    }

    [Fact]
    public void A_grid_names_its_rows_and_columns_of_panels_once_and_keeps_to_the_width()
    {
        Figure grid = new()
        {
            Panels = [Full(0, 0, "L0 H0"), Full(0, 1, "L0 H1"), Full(1, 0, "L1 H0"), Full(1, 1, "L1 mean")],
            Scale = new() { Vmin = 0 },
        };

        Assert.Equal(
            "   H0  H1\nL0 ███ ███\n   ███ ███\n   H0  mean\nL1 ███ ███\n   ███ ███\n", Draw(grid, TerminalDepth.Shades, 10));
        grid = grid with { Panels = [.. grid.Panels.Take(3), Full(1, 1, "L1 H1")] };
        Assert.Equal("   H0  H1\nL0 ███ ███\n   ███ ███\nL1 ███ ███\n   ███ ███\n", Draw(grid, TerminalDepth.Shades, 10));
        Assert.Equal(
            "   H0 H1\nL0 ██ ██\nL1 ██ ██\nEach point is the largest of 2 × 2; choose layers and heads to see more.\n",
            Draw(grid, TerminalDepth.Shades, 9));
        Assert.Equal(
            "   H0\nL0 █\n   H1\nL0 █\n   H0\nL1 █\n   H1\nL1 █\n"
            + "Each point is the largest of 3 × 3; choose layers and heads to see more.\n",
            Draw(grid, TerminalDepth.Shades, 4));
    }

    [Fact]
    public void Half_blocks_carry_two_rows_of_colours()
    {
        Matrix values = new(3, 1, new[] { 0, 0.5, 1 });
        Figure pair = new() { Panels = [new(0, 0, "a", values), new(0, 1, "b", values)], Scale = Map.Scale };
        const string Upper = "\e[38;2;0;0;0;48;2;255;0;0m▀\e[0m";
        const string Lower = "\e[49;38;2;255;255;255m▀\e[0m";

        Assert.Equal($"a b\n{Upper} {Upper}\n{Lower} {Lower}\n", Draw(pair, TerminalDepth.TrueColor, 80));
    }

    [Theory]
    [InlineData("cat", 3)]
    [InlineData("猫", 2)]
    [InlineData("한", 2)]
    [InlineData("\u1112\u1161\u11AB", 2)]
    [InlineData("ｱ", 1)]
    [InlineData("Ａ", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("สวัสดี", 4)]
    [InlineData("😀", 2)]
    [InlineData("a\u200Db", 2)]
    public void Ideographs_take_two_places_and_marks_none(string text, int places) => Assert.Equal(places, TerminalText.Places(text));

    [Fact]
    public void Labels_are_cut_by_places_and_never_between_letter_and_mark()
    {
        Assert.Equal("猫… ", TerminalText.Left("猫猫猫", 4));
        Assert.Equal("  e\u0301", TerminalText.Right("e\u0301", 3));
        Assert.Equal("e\u0301…", TerminalText.Cut("e\u0301e\u0301e\u0301", 2));
        Assert.Equal("猫猫", TerminalText.Cut("猫猫", 4));
    }

    [Fact]
    public void What_would_command_the_terminal_is_shown_as_a_replacement() =>
        Assert.Equal("\uFFFD[31mx\uFFFD ██\n", Draw(Heatmap.Of(
            new Matrix(1, 1, new[] { 1.0 }), ["\e[31mx\u202E"], []) with
        { Scale = new() { Vmin = 0 } }, TerminalDepth.Shades, 80));

    [Fact]
    public void A_line_says_where_a_head_looks()
    {
        float[] values = [0, 1, 0, 0.75f, 0, 0.25f, 0, 1, 0];
        AttentionRecord record = new(
            "a b", null,
            [new(0, "[CLS]", 0, 0, null, null, 0), new(1, "a", 0, 1, 0, 0, 0), new(2, "b", 2, 3, 0, 1, 0)],
            [0], [new(HookName.Pattern(0), new DenseArray(values, 1, 3, 3))], Samples.Record(1, 1, ["x"]).Provenance);

        Assert.Equal("L0 H0: 58 % to the token before; strongest b → a 1.00", HeadSummary.Line(record, 0, 0));
    }

    [Theory]
    [InlineData(new[] { 0.25f, 0.25f, 0.25f, 0.25f }, "strongest a → a 0.25")]
    [InlineData(new[] { 0.2f, 0.8f, 0.8f, 0.2f }, "strongest a → a 0.20")]
    [InlineData(new[] { float.NaN, 0.1f, 0.3f, 0.3f }, "strongest a → a 0.30")]
    public void Of_equal_weights_the_first_is_the_strongest_and_NaN_never(float[] values, string expected)
    {
        AttentionRecord record = new(
            "a", null, [new(0, "[CLS]", 0, 0, null, null, 0), new(1, "a", 0, 1, 0, 0, 0)],
            [0], [new(HookName.Pattern(0), new DenseArray(values, 1, 2, 2))], Samples.Record(1, 1, ["x"]).Provenance);

        Assert.EndsWith(expected, HeadSummary.Line(record, 0, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_two_texts_heads_look_at_places_of_the_other()
    {
        AttentionRecord record = new(
            "b c", null, [new(0, "b", 0, 1, 0, 0, 0), new(1, "c", 2, 3, 0, 1, 0)],
            [0],
            [new(HookName.Pattern(0), new DenseArray(new float[] { 0.125f, 0.125f, 0.75f, 0.5f, 0.25f, 0.25f }, 1, 2, 3))],
            Samples.Record(1, 1, ["x"]).Provenance,
            new("x y z", null, [new(0, "x", 0, 1, 0, 0, 0), new(1, "y", 2, 3, 0, 1, 0), new(2, "z", 4, 5, 0, 2, 0)]));

        Assert.Equal("L0 H0: 50 % to the last token; strongest b → z 0.75", HeadSummary.Line(record, 0, 0));
    }

    [Fact]
    public void A_large_grid_fits_into_eighty_columns()
    {
        string drawn = Draw(Samples.Record(2, 12, Samples.Sentence).ToFigure(), TerminalDepth.Shades, 80);

        Assert.All(drawn.Split('\n'), line => Assert.InRange(TerminalText.Places(line), 0, 80));
        Assert.StartsWith("   H0    H1    H2 ", drawn);
        Assert.Equal(1 + (2 * 3) + 1, drawn.Count(character => character == '\n'));
    }

    private static Panel Full(int row, int column, string title) =>
        new(row, column, title, new Matrix(3, 3, Enumerable.Repeat(1.0, 9).ToArray()));

    private static string Draw(Figure figure, TerminalDepth depth, int columns)
    {
        StringWriter writer = new() { NewLine = "\n" };
        figure.WriteTerminal(writer, depth, columns);
        return writer.ToString();
    }
}
