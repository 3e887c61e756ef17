using AttnExtract.Render.Charts;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Painting;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.Charts;

/// <summary>Charts by their rectangles: nothing is cut off, no text lies over another, everything that is drawn is within the axes.</summary>
public sealed class ChartLayoutTests
{
    private static readonly ChartSeries Rising =
        new(ChartShape.Line, ChartColor.First, [.. Enumerable.Range(0, 73).Select(i => new ChartPoint(i, (i * 0.004) - 0.05))]) { Name = "rising" };

    private static readonly Figure Curves = new()
    {
        Panels =
        [
            new Panel(0, 0, "", Chart.Room(8, 12))
            {
                Chart = new(new(0, 72, ChartMarking.Counts), ChartAxis.Around([-0.05, 0.24]),
                [
                    new(ChartShape.Area, ChartColor.Control, [new(0, 0), new(72, 0.1), new(72, 0.05), new(0, 0)]),
                    Rising with { Shape = ChartShape.Dashes, Color = ChartColor.Control, Name = "control" },
                    Rising,
                    Rising with { Color = ChartColor.Second, Name = "another order of a rather long name" },
                ]),
            },
        ],
        ColumnAxis = "heads switched off",
        RowAxis = "drop of the similarity to the other text, in a name that takes more than one line",
        Square = false,
        ColorBar = ColorBarOptions.None,
        Caption = [new("model"), new("a text")],
    };

    private static readonly Figure Bars = new()
    {
        Panels =
        [
            Lying(0, "one", [1e-7, 3e-7, -2e-7]),
            Lying(1, "another", [0.1, 0.9, 0.3]),
        ],
        Square = false,
        ColorBar = ColorBarOptions.None,
    };

    private static readonly Figure Standing = Heatmap.Of(new Matrix(9, 9, Enumerable.Range(0, 81).Select(i => i / 80.0).ToArray())) with
    {
        RowLabels = [.. Samples.Sentence],
        ColumnLabels = [.. Samples.Sentence],
        ColorBar = new() { Label = "weight" },
    };

    private static readonly Figure Beside = Standing with
    {
        Panels =
        [
            .. Standing.Panels,
            new Panel(0, 1, "", Chart.Room(9, 4))
            {
                Chart = new(new(0, 0.7), ChartAxis.Rows(9), [new(ChartShape.Line, ChartColor.Ink, [new(0, 0), new(0.5, 0), new(0.5, 1), new(0, 1)])]),
            },
        ],
    };

    private static readonly Figure ManyBeside = Heatmap.Of(new Matrix(72, 72, new double[72 * 72])) with
    {
        Panels =
        [
            new Panel(0, 0, "", new Matrix(72, 72, new double[72 * 72])),
            new Panel(0, 1, "", Chart.Room(72, 14)) { Chart = new(new(0, 0.49), ChartAxis.Rows(72), []) },
        ],
    };

    public static TheoryData<Figure, double?, string> Pages()
    {
        TheoryData<Figure, double?, string> pages = [];
        foreach (Figure figure in (Figure[])[Curves, Bars, Beside, ManyBeside])
        {
            foreach (double? width in (double?[])[null, 3.03, 5.5, 6.3])
            {
                pages.Add(figure, width, "light");
                pages.Add(figure, width, "dark");
            }
        }

        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Everything_is_on_the_page_and_no_text_covers_another(Figure figure, double? width, string theme)
    {
        FigureLayout layout = Of(figure with { Width = width, Theme = Theme.Get(theme) });

        Rect page = new(0, 0, layout.Width, layout.Height);
        Assert.All(layout.Texts, text => Assert.True(page.Contains(text.Bounds), text.ToString()));
        foreach ((int i, TextMark text) in layout.Texts.Index())
        {
            Assert.DoesNotContain(layout.Texts.Skip(i + 1), other => other.Bounds.Overlaps(text.Bounds));
        }

        Assert.All(layout.Panels.Where(panel => !panel.HasCells), panel =>
        {
            Assert.DoesNotContain(panel.Ticks, tick => tick.Overlaps(panel.Cells));
            Assert.DoesNotContain(layout.Texts, text => text.Bounds.Overlaps(panel.Cells));
        });
    }

    [Theory]
    [MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void What_is_drawn_is_within_the_axes_and_the_legend_above_them(Figure figure, double? width, string theme)
    {
        FigureLayout layout = Of(figure with { Width = width, Theme = Theme.Get(theme) });

        foreach (PanelLayout panel in layout.Panels)
        {
            Rect grown = new(panel.Cells.X - 0.01, panel.Cells.Y - 0.01, panel.Cells.Width + 0.02, panel.Cells.Height + 0.02);
            IEnumerable<PlacedCurve> shapes = ChartShapes.Of(panel, layout.Theme, layout.Dpi);
            Assert.All(shapes.SelectMany(shape => shape.Points), point => Assert.True(grown.Contains(new(point.X, point.Y, 0, 0)), point.ToString()));
            Assert.All(panel.Samples.SelectMany(sample => sample.Points), point => Assert.True(point.Y < panel.Cells.Y));
            Assert.Equal(
                panel.Panel.Chart?.Series.Count(series => series.Name.Length > 0) ?? 0,
                layout.Texts.Count(text => text.Role == TextRole.Legend && panel.Panel.Chart is not null));
        }
    }

    [Fact]
    public void Numbers_stand_where_they_are()
    {
        FigureLayout layout = Of(Curves);
        Rect cells = layout.Panels[0].Cells;

        TextMark middle = Assert.Single(layout.Texts, text => text is { Role: TextRole.ColumnLabel, Text: "40" });
        TextMark tenth = Assert.Single(layout.Texts, text => text is { Role: TextRole.RowLabel, Text: "0.10" });

        Assert.Equal(cells.X + (40 / 72.0 * cells.Width), middle.X, 1e-9);
        ChartAxis up = Curves.Panels[0].Chart!.Up;
        Assert.Equal(cells.Bottom - ((0.1 - up.From) / (up.To - up.From) * cells.Height), tenth.Y - (0.36 * tenth.Size), 1e-9);
        PlacedCurve line = CurvePaths.Of(layout).Last(curve => curve.Points.Count == 73);
        Assert.Equal(cells.X + (72 / 72.0 * cells.Width), line.Points[^1].X, 1e-9);
    }

    [Fact]
    public void What_is_counted_has_whole_numbers() =>
        Assert.All(
            Enumerable.Range(1, 30).SelectMany(last => ChartTicks.For(new(0, last, ChartMarking.Counts), 400, _ => 20).Ticks),
            tick => Assert.Equal(Math.Round(tick.At), tick.At));

    [Fact]
    public void Tiny_numbers_share_a_factor_that_stands_at_the_axis() =>
        Assert.Contains(Of(Bars).Texts, text => text is { Role: TextRole.ColumnLabel, Text: "1e−7" });

    [Fact]
    public void Bars_stand_on_zero()
    {
        FigureLayout layout = Of(Bars);
        PanelLayout panel = layout.Panels[0];

        PlacedCurve[] bars = [.. ChartShapes.Of(panel, layout.Theme, layout.Dpi).Where(shape => shape.IsArea)];

        double zero = panel.Cells.X + (panel.Panel.Chart!.Across.Share(0) * panel.Cells.Width);
        Assert.Equal(3, bars.Length);
        Assert.All(bars[..2], bar => Assert.Equal(zero, bar.Points.Min(point => point.X), 1e-6));
        Assert.Equal(zero, bars[2].Points.Max(point => point.X), 1e-6);
    }

    [Fact]
    public void The_rows_of_a_map_and_of_a_chart_beside_it_are_the_same()
    {
        FigureLayout layout = Of(Beside);
        (Rect map, Rect chart) = (layout.Panels[0].Cells, layout.Panels[1].Cells);

        Assert.Equal((map.Y, map.Height), (chart.Y, chart.Height));
        PlacedCurve branch = Assert.Single(ChartShapes.Of(layout.Panels[1], layout.Theme, layout.Dpi), curve => curve.Points.Count == 4);
        Assert.Equal(map.Y + (map.Height * 0.5 / 9), branch.Points[0].Y, 1e-9);
        Assert.Equal(map.Y + (map.Height * 1.5 / 9), branch.Points[3].Y, 1e-9);
        Assert.Equal(9, layout.Texts.Count(text => text.Role == TextRole.RowLabel && !char.IsDigit(text.Text[0])));
    }

    [Fact]
    public void A_chart_comes_back_from_every_file_with_the_same_bytes()
    {
        Figure again = FigureManifest.FromJson(FigureManifest.ToJson(Beside), "the manifest");

        Assert.Equal(Beside.ToPng(), again.ToPng());
    }

    [Theory]
    [InlineData("\"from\": 0", "\"from\": 0.7", "'panels[1].chart.across' should be two ends that are apart")]
    [InlineData("\"shape\": \"Line\"", "\"shape\": \"line\"", "should be one of Line, Dashes, Link, Area, Dots, Spans, Bars")]
    public void A_chart_that_cannot_be_drawn_is_refused(string written, string changed, string said)
    {
        string json = FigureManifest.ToJson(Beside).Replace(written, changed, StringComparison.Ordinal);

        Exception exception = Assert.ThrowsAny<Exception>(() => FigureManifest.FromJson(json, "the manifest"));

        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_are_described()
    {
        Assert.Equal(
            "One chart of drop over heads switched off. Control goes from -0.05 to 0.238. Rising goes from -0.05 to 0.238. "
            + "Another order of a rather long name goes from -0.05 to 0.238. Model; a text.",
            (Curves with { RowAxis = "drop" }).Describe());
        Assert.Equal(
            "2 charts (one, another). The largest of one is 3E-07 ('b'). The largest of another is 0.9 ('b').", Bars.Describe());
    }

    private static Panel Lying(int column, string title, double[] numbers) => new(0, column, title, Chart.Room(3, 6))
    {
        RowLabels = ["a", "b", "c"],
        Chart = new(
            ChartAxis.FromZero(numbers), ChartAxis.Rows(3),
            [new(ChartShape.Bars, ChartColor.First, [.. numbers.Select((number, i) => new ChartPoint(number, i))])]),
    };

    private static FigureLayout Of(Figure figure) => FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));
}
