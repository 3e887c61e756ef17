using AttnExtract.Render.Annotations;
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
            new Panel(0, 0, "", new Matrix(72, 72, Enumerable.Range(0, 72 * 72).Select(i => i / 5000.0).ToArray())),
            new Panel(0, 1, "", Chart.Room(72, 14)) { Chart = new(new(0, 0.49), ChartAxis.Rows(72), []) },
        ],
    };

    private static readonly string[] LongNames = ["integrated_gradients", "a_measure_of_a_rather_long_name", "c"];

    private static readonly Figure Named = Bars with
    {
        Panels = [.. Bars.Panels.Append(Lying(2, "comprehensiveness", [0.31, 0.47, 0.02])).Select(panel => panel with { RowLabels = [.. LongNames] })],
    };

    // As an interval chart beside a map with labels of its own.
    private static readonly Figure Forest = Standing with
    {
        Panels =
        [
            Standing.Panels[0] with { Title = "mean effect" },
            new Panel(0, 1, "95% intervals", Chart.Room(3, 4))
            {
                RowLabels = ["L5 H11 *", "L5 H7", "L0 H1"],
                Chart = new(new(0.012, 0.075), ChartAxis.Rows(3), [new(ChartShape.Spans, ChartColor.First, [new(0.02, 0), new(0.06, 0)])]),
            },
        ],
        Sharing = ScaleSharing.Panel,
        ColorBar = new() { Label = "1 − cos of the sentence embedding" },
    };

    private static readonly Figure Upright = new()
    {
        Panels =
        [
            new Panel(0, 0, "", Chart.Room(6, 6))
            {
                Chart = new(ChartAxis.Columns(6), new(-0.2, 0.62),
                [
                    new(ChartShape.Bars, ChartColor.First, [.. Enumerable.Range(0, 6).Select(i => new ChartPoint(i, (i * 0.15) - 0.15))]),
                    new(ChartShape.Spans, ChartColor.Ink, [new(2, 0.1), new(2, 0.5)]),
                ]),
            },
        ],
        ColumnLabels = ["L0", "L1", "L2", "L3", "L4", "L5"],
        RowAxis = "1 − cos of the sentence embedding",
        Square = false,
        ColorBar = ColorBarOptions.None,
    };

    public static TheoryData<Figure, double?, string> Pages()
    {
        TheoryData<Figure, double?, string> pages = [];
        Figure[] numbered = [Numbered(Bars), Numbered(Upright), Numbered(Named) with { FontSize = 11 }];
        foreach (Figure figure in (Figure[])[Curves, Bars, Beside, ManyBeside, Named, Forest, .. numbered])
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
            Assert.DoesNotContain(layout.Texts.Where(text => text.Role != TextRole.Cell), text => text.Bounds.Overlaps(panel.Cells));
            Assert.DoesNotContain(
                layout.Texts.Where(text => text.Role == TextRole.Cell),
                text => ChartShapes.Of(panel, layout.Theme, layout.Dpi).Where(shape => shape.IsArea).Any(bar => Around(bar).Overlaps(text.Bounds)));
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

    [Theory]
    [MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Every_axis_of_numbers_has_two_of_them(Figure figure, double? width, string theme)
    {
        FigureLayout layout = Of(figure with { Width = width, Theme = Theme.Get(theme) });

        Assert.All(layout.Panels.Where(panel => panel.Panel.Chart is not null), panel =>
        {
            Rect cells = panel.Cells;
            Assert.InRange(
                layout.Texts.Count(text => text.Role == TextRole.ColumnLabel && text.X >= cells.X - 1 && text.X <= cells.Right + 1
                    && text.Bounds.Y > cells.Bottom && text.Bounds.Y < cells.Bottom + (3 * text.Size)),
                2, 12);
            Assert.True(panel.Panel.Chart!.Up.Marking == ChartMarking.Labels || layout.Texts.Count(text => text.Role == TextRole.RowLabel) > 1);
        });
        Assert.All(layout.ColorBars, _ => Assert.InRange(
            layout.Texts.Count(text => text.Role == TextRole.ColorBar && text.Text.All(character => character is >= '0' and <= '9' or '.' or '−')), 2, 12));
    }

    [Theory]
    [InlineData(0, 0.47, 24, "0.0 0.4")]
    [InlineData(0, 1.1, 20, "0 1")]
    [InlineData(0.012, 0.0753, 50, "0.02 0.07")]
    [InlineData(-0.046, 0.032, 75, "−0.04 0.00 0.03")]
    [InlineData(-0.046, 0.032, 60, "−0.04 0.00")]
    [InlineData(0.012, 0.0753, 20, "0.075")]
    public void A_short_axis_has_the_round_numbers_nearest_to_its_ends(double from, double to, double length, string numbers)
    {
        ChartTicks ticks = ChartTicks.For(new(from, to), length, label => 5 * label.Length, 10);

        Assert.Equal(numbers, string.Join(' ', ticks.Ticks.Select(tick => tick.Label)));
    }

    [Fact]
    public void On_a_page_of_one_column_charts_stand_one_under_the_other_and_a_tree_stays_at_its_rows()
    {
        PanelLayout[] bars = [.. Of(Named with { Width = 3.03 }).Panels];
        PanelLayout[] forest = [.. Of(Forest with { Width = 3.03 }).Panels];
        PanelLayout[] tree = [.. Of(Beside with { Width = 3.03 }).Panels];
        PanelLayout[] wide = [.. Of(Named with { Width = 5.5 }).Panels];

        Assert.All(bars.Zip(bars.Skip(1)), pair => Assert.True(pair.First.Cells.Bottom < pair.Second.Cells.Y));
        Assert.True(forest[0].Cells.Bottom < forest[1].Cells.Y);
        Assert.InRange(forest[1].Cells.Width, forest[0].Cells.Width, 1.2 * forest[0].Cells.Width);
        Assert.Equal(tree[0].Cells.Y, tree[1].Cells.Y);
        Assert.All(wide, panel => Assert.Equal(wide[0].Cells.Y, panel.Cells.Y));
    }

    [Fact]
    public void A_name_too_long_for_a_column_is_cut_and_the_caption_has_it_whole()
    {
        FigureLayout layout = Of(Named with { Width = 3.03, FontSize = 14 });

        string[] labels = [.. layout.Texts.Where(text => text.Role == TextRole.RowLabel).Select(text => text.Text).Distinct()];
        string caption = string.Join(' ', layout.Texts.Where(text => text.Role == TextRole.Caption).Select(text => text.Text));
        Assert.All(LongNames[..2].Zip(labels), pair =>
        {
            Assert.EndsWith("…", pair.Second, StringComparison.Ordinal);
            Assert.StartsWith(pair.Second.TrimEnd('…'), pair.First, StringComparison.Ordinal);
            Assert.Contains($"{pair.Second}: ", caption, StringComparison.Ordinal);
        });
        Assert.Equal("c", labels[2]);
        Assert.True(layout.Panels[0].Cells.Width > 0.4 * layout.Width);
        Assert.DoesNotContain(Of(Named).Texts, text => text.Text.Contains('…'));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(16.0)]
    public void The_name_of_an_upright_axis_is_not_cut(double? size)
    {
        FigureLayout layout = Of(Upright with { Width = 3.03, FontSize = size });

        Assert.Equal(Upright.RowAxis, string.Join(' ', layout.Texts.Where(text => text.Role == TextRole.Axis).Select(text => text.Text)));
    }

    [Fact]
    public void Numbers_stand_over_bars_and_past_their_intervals_and_beside_lying_ones()
    {
        FigureLayout standing = Of(Numbered(Upright));
        FigureLayout lying = Of(Numbered(Bars));

        TextMark[] over = [.. standing.Texts.Where(text => text.Role == TextRole.Cell)];
        TextMark[] beside = [.. lying.Texts.Where(text => text.Role == TextRole.Cell)];
        PanelLayout panel = standing.Panels[0];
        double Y(double number) => panel.Cells.Bottom - (panel.Panel.Chart!.Up.Share(number) * panel.Cells.Height);
        Assert.Equal(["-0.15", "0", "0.15", "0.3", "0.45", "0.6"], over.Select(text => text.Text));
        Assert.All(over.Zip((double[])[0, 0, 0.5, 0.3, 0.45, 0.6]), pair => Assert.InRange(Y(pair.Second) - pair.First.Bounds.Bottom, 0, 12));
        Assert.All(over.Index(), one => Assert.Equal(panel.Cells.X + ((one.Index + 0.5) / 6 * panel.Cells.Width), one.Item.X, 1e-6));
        Assert.Equal(6, beside.Length);
        Assert.All(beside.Take(3), text => Assert.True(text.Bounds.X > lying.Panels[0].Cells.X));
        Assert.DoesNotContain(Of(Upright).Texts, text => text.Role == TextRole.Cell);
    }

    [Fact]
    public void Numbers_of_narrow_bars_read_upwards_and_those_too_small_are_told_of()
    {
        Figure many = Upright with
        {
            Panels =
            [
                new Panel(0, 0, "", Chart.Room(20, 150))
                {
                    Chart = new(
                        ChartAxis.Columns(150), new(0, 1),
                        [new(ChartShape.Bars, ChartColor.First, [.. Enumerable.Range(0, 150).Select(i => new ChartPoint(i, i / 150.0))])]),
                },
            ],
            ColumnLabels = [.. Enumerable.Range(0, 150).Select(i => $"t{i}")],
            Width = 5.5,
            Annotation = new() { Format = NumberFormat.Parse(".2f") },
        };

        TextMark[] numbers = [.. Of(many).Texts.Where(text => text.Role == TextRole.Cell)];

        Assert.All(numbers, number => Assert.True(number.Upright));
        Assert.All(numbers.Zip(numbers.Skip(1)), pair => Assert.False(pair.First.Bounds.Overlaps(pair.Second.Bounds)));
        Assert.Contains(many.Warnings(), warning => warning.StartsWith("Numbers at bars are 1.9", StringComparison.Ordinal)
            && warning.EndsWith(" pt high, less than the 5 pt that can be read; give more width, or show fewer bars or decimals.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_counted_has_whole_numbers() =>
        Assert.All(
            Enumerable.Range(1, 30).SelectMany(last => ChartTicks.For(new(0, last, ChartMarking.Counts), 400, _ => 12, 8).Ticks),
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

    private static Figure Numbered(Figure figure) => figure with { Annotation = new() };

    private static Rect Around(PlacedCurve shape)
    {
        (double left, double top) = (shape.Points.Min(point => point.X), shape.Points.Min(point => point.Y));
        return new(left, top, shape.Points.Max(point => point.X) - left, shape.Points.Max(point => point.Y) - top);
    }

    private static FigureLayout Of(Figure figure) => FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));
}
