using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Render.Tests.Makers;

public sealed class RemovalFiguresTests
{
    private static readonly double[] Effects = [0, -0.05, 0.02, 0.1];

    [Fact]
    public void A_panel_an_order_has_its_line_over_the_control()
    {
        Figure figure = Removal(Curve("greedy", Effects, 0), Curve("random", [0, 0.01, 0.02, 0.03], 0.1)).ToFigure();

        Panel panel = Assert.Single(figure.Panels);
        Assert.Equal("greedy", panel.Title);
        Assert.Equal([true, false, false], panel.Curves.Select(curve => curve.IsArea));
        Assert.Equal(["0", "1", "2", "3"], figure.ColumnLabels);
        Assert.Equal(
            "small-model | “The cat sat.” | across: heads switched off one after the other, heads=zero | up: drop of something | "
            + "grey: mean and range of 10 random orders, seed 3",
            string.Join(" | ", figure.Caption.Select(part => part.Text)));
    }

    [Fact]
    public void The_upright_axis_is_written_like_a_colour_bar()
    {
        Figure figure = Removal(Curve("greedy", Effects, 0)).ToFigure();

        Assert.Equal(["0.10", "0.05", "0.00", "−0.05"], figure.RowLabels);
        Assert.Equal(
            [(0, 2), (1, 3), (2, 1.6), (3, 0)],
            figure.Panels[0].Curves[^1].Points.Select(point => (point.Column, Math.Round(point.Row, 9))));
    }

    [Fact]
    public void Tiny_effects_share_a_factor_which_the_caption_says()
    {
        Figure figure = Removal(Curve("taylor", [0, 2e-7, 4e-7], 0)).ToFigure();

        Assert.Equal("up: drop of something, 1e−7", figure.Caption[^1].Text);
        Assert.Equal("4", figure.RowLabels[0]);
    }

    [Fact]
    public void Curves_of_all_heads_are_labelled_every_few_heads()
    {
        Figure figure = Removal(Curve("greedy", [.. Enumerable.Range(0, 145).Select(gone => gone / 1000.0)], 0)).ToFigure();

        Assert.Equal(["0", "20", "40", "60", "80", "100", "120", "140", "160"], figure.ColumnLabels);
        Assert.Equal(7.2, figure.Panels[0].Curves[^1].Points[^1].Column, 9);
    }

    private static RemovalCurve Curve(string order, double[] effects, double halfWidth) => new(
        order,
        [],
        [.. effects.Select(effect => new MeanEstimate(
            effect, halfWidth > 0 ? effect - halfWidth : double.NaN, halfWidth > 0 ? effect + halfWidth : double.NaN, double.NaN))]);

    private static Removal Removal(params ImmutableArray<RemovalCurve> curves) => new()
    {
        With = "zero",
        Metric = "something",
        Meaning = "drop of something",
        Texts = [new TextPair("The cat sat.")],
        Plain = 1,
        Curves = curves,
        RandomOrders = 10,
        Bootstrap = new() { Seed = 3 },
        Provenance = Samples.Record(2, 2, Samples.Sentence).Provenance,
    };
}
