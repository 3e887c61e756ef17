using System.Text.RegularExpressions;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.Words;

public sealed class FigureAdviceTests
{
    private static readonly Figure Grid = Samples.Record(2, 3, Samples.Sentence).ToFigure();

    [Theory]
    [InlineData(
        "coolwarm",
        "The colormap 'coolwarm' diverges from a middle, but the numbers lie on one side of zero: its middle means nothing here; "
        + "take a sequential map, or say where the middle is (center).")]
    [InlineData(
        "tab10",
        "The colormap 'tab10' is for classes: its colours have no order, so that more does not look like more; take a sequential map.")]
    [InlineData(
        "twilight",
        "The colormap 'twilight' ends where it begins: the smallest and the largest numbers look alike; take a sequential map.")]
    [InlineData(
        "jet",
        "The lightness of the colormap 'jet' rises and falls: it shows edges where the numbers have none, "
        + "and is lost in grey print; take viridis, rocket or another sequential map.")]
    [InlineData(
        "red..white..blue",
        "The lightness of the colormap 'red..white..blue' rises and falls: it shows edges where the numbers have none, "
        + "and is lost in grey print; take viridis, rocket or another sequential map.")]
    public void A_map_that_misleads_is_named(string map, string warning) =>
        Assert.Equal(warning, Assert.Single(Grid.With(colormap: map).Warnings()));

    [Theory]
    [InlineData("Greens_r")]
    [InlineData("viridis")]
    [InlineData("rocket_r")]
    [InlineData("white..#00441b")]
    public void A_sequential_map_needs_no_warning(string map) => Assert.Empty(Grid.With(colormap: map).Warnings());

    [Fact]
    public void Sequential_maps_as_a_rule_only_get_lighter_or_darker()
    {
        string[] flagged = [.. Colormaps.All.Where(map => map.Kind == ColormapKind.Sequential && Grid.With(colormap: map.Name).Warnings().Count > 0)
            .Select(map => map.Name)];

        // cool falls from 91 to 54 and rises to 60 again.
        Assert.Equal(["cool"], flagged);
    }

    [Fact]
    public void A_diverging_map_is_right_for_numbers_on_both_sides() =>
        Assert.All(
            ["vlag", "red..white..blue"],
            map => Assert.Empty(Heatmap.Of(new Matrix(1, 2, new[] { -1.0, 2 })).With(colormap: map).Warnings()));

    [Fact]
    public void Labels_that_cannot_be_read_come_with_the_width_that_would_do()
    {
        Figure wide = Samples.Record(6, 12, [.. Enumerable.Range(0, 24).Select(i => $"token{i}")]).ToFigure().With(width: 5.5);

        string warning = Assert.Single(wide.Warnings());

        Assert.Matches(@"^Labels are 4 pt high at a width of 5\.5 in, less than the 5 pt that can be read; [\d.]+ in would do\.$", warning);
        double enough = double.Parse(warning.Split("; ")[1].Split(' ')[0]);
        Assert.Empty(wide.With(width: enough + 0.1).Warnings());
    }

    [Theory]
    [InlineData(9, 6)]
    [InlineData(60, 1)]
    public void Letters_that_leave_the_cells_no_room_come_with_the_width_that_would_do(double size, int heads)
    {
        Figure narrow = Samples.Record(heads, heads, Samples.Sentence).ToFigure() with { Width = 7.7 / 2.54, FontSize = size };

        string warning = Assert.Single(narrow.Warnings());

        Assert.Matches($@"^Letters of {size} pt leave the maps little room at a width of 3\.03 in; [\d.]+ in would do, or smaller letters\.$", warning);
        Assert.Empty((narrow with { Width = double.Parse(warning.Split("; ")[1].Split(' ')[0]) }).Warnings());
    }

    [Theory]
    [InlineData(1, "all")]
    [InlineData(2, "every 2nd")]
    [InlineData(60, null)]
    [InlineData(null, null)]
    public void Labels_that_were_asked_for_and_have_no_room_are_told(int? step, string? asked)
    {
        Figure figure = Heatmap.Of(new Matrix(1, 120, new float[120])) with { Width = 2, ColumnLabelStep = step, Scale = new() { Vmax = 1 } };

        string[] told = [.. figure.Warnings().Where(warning => warning.StartsWith("The column labels", StringComparison.Ordinal))];

        if (asked is null)
        {
            Assert.Empty(told);
            return;
        }

        Assert.Matches(
            $@"^The column labels stand at every \d+(th|st|nd|rd) column, not at {asked}: more would lie over one another; "
                + @"give more width, or show fewer cells\.$",
            Assert.Single(told));
    }

    [Fact]
    public void Numbers_and_labels_that_blocks_of_cells_have_no_room_for_are_told()
    {
        Figure figure = Heatmap.Of(new Matrix(1500, 1500, new float[1500 * 1500])) with
        {
            Annotation = new(),
            ColumnLabelStep = 1,
            Scale = new() { Vmax = 1 },
            Width = 3,
        };

        Assert.Contains(
            figure.Warnings(),
            warning => Regex.IsMatch(
                warning,
                @"^Numbers in cells are left out: a cell of the figure stands for a block of (\d+) × \1; give more width, or show fewer cells\.$"));
        Assert.Contains(figure.Warnings(), warning => warning.StartsWith("The column labels stand at every ", StringComparison.Ordinal));
        Assert.DoesNotContain(figure.Warnings(), warning => warning.Contains("fewer maps", StringComparison.Ordinal));
    }

    [Fact]
    public void One_map_is_not_told_to_show_fewer_maps() =>
        Assert.Equal(
            "Labels are 4 pt high at a width of 3 in, less than the 5 pt that can be read; show fewer cells, or leave the labels out.",
            Assert.Single((Heatmap.Of(new Matrix(700, 700, new float[700 * 700])) with { Scale = new() { Vmax = 1 }, Width = 3, Square = true }).Warnings()));

    [Theory]
    [InlineData("8cm", 8 / 2.54)]
    [InlineData("36pt", 0.5)]
    [InlineData("3.25in", 3.25)]
    [InlineData("89mm", 8.9 / 2.54)]
    [InlineData("600px", 3)]
    [InlineData("ieee", 3.5)]
    [InlineData("nature-double", 18.3 / 2.54)]
    public void Widths_are_read_in_any_unit(string text, double inches) => Assert.Equal(inches, PageWidth.Parse(text, 200), 1e-12);

    [Theory]
    [InlineData("0cm", "A width of 0cm cannot be; give one above 0, such as 8cm.")]
    [InlineData(
        "neurisp",
        "'neurisp' is not a width. Did you mean 'neurips'? Write a number with in, cm, mm, pt or px, "
        + "or one of acl, acl-double, neurips, ieee, ieee-double, nature, nature-double, a4, slide.")]
    public void A_width_that_is_none_is_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => PageWidth.Parse(text, 200)).Message);

    [Fact]
    public void Cells_smaller_than_a_pixel_become_blocks_and_the_caption_says_so()
    {
        float[] values = new float[512 * 512];
        values[(9 * 512) + 300] = 7;
        Figure figure = Heatmap.Of(new Matrix(512, 512, values)) with { Width = 1.5, Square = true, Caption = [new("c")] };

        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));

        PanelLayout panel = Assert.Single(layout.Panels);
        int side = (int)Math.Ceiling(512.0 / panel.Panel.Values.Rows);
        Assert.True(side > 1);
        Assert.Equal(7, panel.Panel.Values[9 / side, 300 / side]);
        Assert.Contains($"each cell is the largest of a block of {side} × {side}", string.Join(" ", layout.Texts
            .Where(text => text.Role == TextRole.Caption).Select(text => text.Text)));
        Assert.Equal(300, layout.Width);
    }

    [Fact]
    public void A_dark_page_has_light_text()
    {
        FigureLayout layout = FigureLayout.Create(Grid with { Theme = Theme.Dark }, new FontMeasure(FontSet.Bundled));

        Assert.All(layout.Texts, text => Assert.True(Lightness.Of(text.Color) > Lightness.Of(layout.Theme.Background) + 50));
        Assert.Equal(
            "No theme 'dork'. Did you mean 'dark'? There are light, dark.",
            Assert.Throws<AttnExtractException>(() => Theme.Get("dork")).Message);
    }
}
