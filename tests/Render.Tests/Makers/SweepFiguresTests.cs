using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Statistics;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Tests.Makers;

public sealed class SweepFiguresTests
{
    [Fact]
    public void Beside_the_map_stand_the_largest_effects_with_their_intervals()
    {
        Figure figure = Sweep(7, 3, hasIntervals: true).ToFigure();

        Assert.Equal(["mean effect", "95% intervals"], figure.Panels.Select(panel => panel.Title));
        Assert.Null(figure.Panels[0].Chart);
        Chart chart = figure.Panels[1].Chart!;
        Assert.Equal(["L6 H2 *", "L6 H1", "L6 H0 *", "L5 H2", "L5 H1 *", "L5 H0", "L4 H2 *"], figure.Panels[1].RowLabels);
        Assert.Equal(
            [
                (ChartShape.Spans, ChartColor.Control), (ChartShape.Dots, ChartColor.Control),
                (ChartShape.Spans, ChartColor.First), (ChartShape.Dots, ChartColor.First),
            ],
            chart.Series.Select(series => (series.Shape, series.Color)));
        Assert.Equal([new(-0.2, 0), new(-0.18, 2), new(-0.16, 4), new(-0.14, 6)], Rounded(chart.Series[3]));
        Assert.Equal([new(-0.25, 0), new(-0.15, 0)], Rounded(chart.Series[2])[..2]);
    }

    [Fact]
    public void The_largest_are_as_high_as_the_map()
    {
        FigureLayout layout = FigureLayout.Create(Sweep(7, 3, hasIntervals: true).ToFigure(), new FontMeasure(FontSet.Bundled));

        Assert.Equal(layout.Panels[0].Cells.Height, layout.Panels[1].Cells.Height);
        ColorBarLayout bar = Assert.Single(layout.ColorBars);
        Assert.InRange(bar.Frame.X, layout.Panels[0].Cells.Right, layout.Panels[1].Cells.X);
        Assert.Contains(layout.Texts, text => text is { Role: TextRole.ColorBar, Text: "drop of something" });
    }

    [Fact]
    public void Distances_have_the_mean_of_all_beside_them()
    {
        Figure figure = (Sweep(6, 2, hasIntervals: true) with { IsDistance = true }).ToFigure();

        ChartSeries mean = figure.Panels[1].Chart!.Series[0];
        Assert.Equal(ChartShape.Dashes, mean.Shape);
        Assert.All(mean.Points, point => Assert.Equal(-0.055, point.Across, 9));
        ChartAxis few = (Sweep(60, 2, hasIntervals: true) with { IsDistance = true }).ToFigure().Panels[1].Chart!.Across;
        Assert.InRange(-0.595, few.From, few.To);
        Assert.Equal("*: larger than the mean of all, the broken line (Benjamini–Hochberg, 5%)", figure.Caption[^1].Text);
    }

    [Fact]
    public void One_text_has_its_map_alone()
    {
        Figure figure = Sweep(2, 2, hasIntervals: false).ToFigure();

        Assert.Null(Assert.Single(figure.Panels).Chart);
        Assert.Equal(ScaleSharing.Figure, figure.Sharing);
    }

    [Fact]
    public void Layers_have_a_bar_each()
    {
        Figure figure = (Sweep(3, 1, hasIntervals: true) with { Unit = "layers" }).ToFigure();

        Panel panel = Assert.Single(figure.Panels);
        Assert.Equal(["L0 *", "L1", "L2 *"], figure.ColumnLabels);
        Assert.Equal("drop of something", figure.RowAxis);
        Assert.Equal(
            [(ChartShape.Bars, ChartColor.Control), (ChartShape.Bars, ChartColor.First), (ChartShape.Spans, ChartColor.Ink)],
            panel.Chart!.Series.Select(series => (series.Shape, series.Color)));
        Assert.Equal([new(0, 0), new(2, -0.02)], Rounded(panel.Chart.Series[1]));
        Assert.Equal([new(0, -0.05), new(0, 0.05), new(1, -0.06), new(1, 0.04), new(2, -0.07), new(2, 0.03)], Rounded(panel.Chart.Series[2]));
    }

    [Fact]
    public void An_end_of_an_interval_without_the_other_moves_no_axis()
    {
        Sweep sweep = Sweep(3, 1, hasIntervals: true);
        SweepEffect first = sweep.Effects[0] with { Mean = new(0, double.NegativeInfinity, 1e6, 0.5) };

        ChartAxis up = (sweep with { Effects = sweep.Effects.SetItem(0, first) }).ToFigure().Panels[0].Chart!.Up;

        Assert.InRange(up.To, 0.03, 0.05);
    }

    [Fact]
    public void Files_say_what_was_switched_off() =>
        Assert.Equal("Switching off of heads (drop of something) of small-model", new FigureDocument(Sweep(3, 2, hasIntervals: true).ToFigure()).Title);

    [Fact]
    public void Kinds_of_attention_share_one_scale_and_one_axis_also_over_a_corpus()
    {
        Sweep small = Sweep(1, 2, hasIntervals: true) with { Kind = AttentionKind.Encoder };
        Sweep large = Sweep(7, 3, hasIntervals: true) with { Kind = AttentionKind.Cross };
        Figure figure = ((Sweep[])[small, large]).ToFigure();

        IReadOnlyList<ColorScale> scales = FigureScales.Resolve(figure);
        Assert.Same(scales[0], scales[2]);
        Assert.Equal((-0.2, 0), (scales[0].Norm.Vmin, scales[0].Norm.Vmax));
        Assert.Equal(figure.Panels[3].Chart!.Across, figure.Panels[1].Chart!.Across);
        Assert.Single(FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled)).ColorBars);
    }

    private static ChartPoint[] Rounded(ChartSeries series) =>
        [.. series.Points.Select(point => new ChartPoint(Math.Round(point.Across, 9) + 0.0, Math.Round(point.Up, 9) + 0.0))];

    // The n-th effect is −n/100, every second one marked.
    private static Sweep Sweep(int layers, int columns, bool hasIntervals) => new()
    {
        Unit = "heads",
        With = "zero",
        Metric = "something",
        Meaning = "drop of something",
        IsDistance = false,
        Texts = hasIntervals ? [new TextPair("a"), new TextPair("b")] : [new TextPair("a")],
        Plain = 1,
        Rows = layers,
        Columns = columns,
        Effects =
        [
            .. Enumerable.Range(0, layers * columns).Select(i => new SweepEffect(
                $"{i}", i / columns, i % columns,
                new MeanEstimate(
                    -i / 100.0, hasIntervals ? (-i / 100.0) - 0.05 : double.NaN, hasIntervals ? (-i / 100.0) + 0.05 : double.NaN, double.NaN),
                double.NaN, hasIntervals && i % 2 == 0, [])),
        ],
        Bootstrap = new(),
        Provenance = Samples.Record(layers, Math.Max(2, columns), Samples.Sentence).Provenance,
    };
}
