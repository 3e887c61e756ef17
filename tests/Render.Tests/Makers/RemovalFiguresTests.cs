using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Statistics;
using AttnExtract.Render.Charts;

namespace AttnExtract.Render.Tests.Makers;

public sealed class RemovalFiguresTests
{
    private static readonly double[] Effects = [0, -0.05, 0.02, 0.1];

    [Fact]
    public void All_orders_are_on_the_same_axes_over_the_range_of_the_control()
    {
        Figure figure = Removal(
            Curve("greedy", Effects, 0), Curve("random", [0, 0.01, 0.02, 0.03], 0.1), Curve("taylor", [0, 0.1, 0.2, 0.3], 0)).ToFigure();

        Panel panel = Assert.Single(figure.Panels);
        Assert.Equal(
            [
                (ChartShape.Area, ChartColor.Control, ""), (ChartShape.Dashes, ChartColor.Control, "random"),
                (ChartShape.Line, ChartColor.First, "greedy"), (ChartShape.Line, ChartColor.Second, "taylor"),
            ],
            panel.Chart!.Series.Select(series => (series.Shape, series.Color, series.Name)));
        Assert.Equal((0, 3, ChartMarking.Counts), (panel.Chart.Across.From, panel.Chart.Across.To, panel.Chart.Across.Marking));
        Assert.Equal([(0, 0), (1, -0.05), (2, 0.02), (3, 0.1)], panel.Chart.Series[2].Points.Select(point => (point.Across, point.Up)));
        Assert.Equal(("heads switched off", "drop of something"), (figure.ColumnAxis, figure.RowAxis));
        Assert.Equal(
            "small-model | “The cat sat.” | drop of something with heads switched off one after the other, heads=zero | "
            + "random: mean and range of 10 orders, seed 3",
            string.Join(" | ", figure.Caption.Select(part => part.Text)));
    }

    [Fact]
    public void The_area_goes_along_the_upper_ends_and_back_along_the_lower()
    {
        Chart chart = Removal(Curve("random", [0, 0.25], 0.5)).ToFigure().Panels[0].Chart!;

        Assert.Equal([(0, 0.5), (1, 0.75), (1, -0.25), (0, -0.5)], chart.Series[0].Points.Select(point => (point.Across, point.Up)));
        Assert.Equal(-0.5 - (0.05 * 1.25), chart.Up.From, 9);
        Assert.Equal(0.75 + (0.05 * 1.25), chart.Up.To, 9);
    }

    [Fact]
    public void Intervals_of_a_corpus_are_told()
    {
        Removal removal = Removal(Curve("greedy", Effects, 0.1)) with { Texts = [new TextPair("a"), new TextPair("b")] };

        Assert.Equal("other bands: 95% intervals, 10000 resamples of the texts", removal.ToFigure().Caption[^1].Text);
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
