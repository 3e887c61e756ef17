using AttnExtract.Ground;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;
using CsCheck;

namespace AttnExtract.Render.Tests.Layout;

public sealed class FigureLayoutTests
{
    // Of sums of fractions.
    private const double Rounding = 1e-9;

    private const double DrawablePixels = 0.9 * (1 << 28);

    private static readonly string[] Words =
    [
        "[CLS]", "[SEP]", "the", ".", ",", "##ing", "(", "q", "Å", "unbelievable", "Ġfoo", "▁bar", "猫", "안녕하세요", "こんにちは", "👩‍🔬",
        "\u0001", "",
        "donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung", "नमस्ते", "שלום", "MMMMMMMMMMMMMMMM",
    ];

    private static readonly Gen<Figure> Figures =
        from layers in Gen.Int[1, 12]
        from heads in Gen.Int[1, 16]
        from tokens in Gen.Frequency((3, Gen.Int[1, 12]), (2, Gen.Int[13, 40]), (1, Gen.Int[41, 128]))
        from words in Gen.Int[0, Words.Length - 1].Array[tokens]
        from textLength in Gen.Int[1, 400]
        from labels in Gen.Enum<LabelPlacement>()
        from sharing in Gen.Enum<ScaleSharing>()
        from dpi in Gen.OneOf(Gen.Const(72.0), Gen.Const(100.0), Gen.Const(200.0), Gen.Const(300.0))
        from factor in Gen.OneOf(Gen.Const(1e-7), Gen.Const(1.0), Gen.Const(1e7))
        from side in Gen.Enum<ColorBarSide>()
        from steps in Gen.Int[1, 7].Array[2]
        from annotated in Gen.Bool
        from stacks in Gen.Bool
        from titling in Gen.Enum<Titling>()
        from around in Gen.Int[0, Words.Length - 1].Array[3]
        select Sample(layers, heads, [.. words.Select(word => Words[word])], new string('x', textLength), factor) with
        {
            Labels = labels,
            Sharing = sharing,
            Dpi = dpi,
            StackIdeographs = stacks,
            Titling = titling,
            Title = Words[around[0]],
            ColumnAxis = Words[around[1]],
            RowAxis = Words[around[2]],
            ColorBar = new() { Label = "attention weight", Side = side },
            RowLabelStep = steps[0] > 3 ? null : steps[0],
            ColumnLabelStep = steps[1] > 3 ? null : steps[1],
            Annotation = annotated && layers * heads * tokens * tokens < 5000 ? new() : null,
        };

    private static readonly Gen<Figure> Heatmaps =
        from rows in Gen.Int[1, 60]
        from columns in Gen.Int[1, 60]
        from words in Gen.Int[0, Words.Length - 1].Array[rows + columns]
        from annotated in Gen.Bool
        from size in Gen.Int[0, 14]
        from side in Gen.Enum<ColorBarSide>()
        from square in Gen.Bool
        from line in Gen.Double[0, 3]
        select Heatmap.Of(
            new Matrix(rows, columns, Enumerable.Range(0, rows * columns).Select(i => Math.Sin(i) * 1e5).ToArray()),
            [.. words.Take(rows).Select(word => Words[word])],
            [.. words.Skip(rows).Select(word => Words[word])],
            Words[words[0]]) with
        {
            Annotation = annotated ? new() { Size = size < 4 ? null : size } : null,
            ColorBar = new() { Side = side, Label = "gjpq" },
            Square = square,
            LineWidth = line,
        };

    [Fact]
    public void Heatmaps_of_any_shape_keep_their_texts_apart() =>
        Heatmaps.Sample(figure => Check(FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled))), iter: 60, threads: 1);

    [Fact]
    public void No_texts_overlap_nothing_clips_and_all_is_inside_the_page() =>
        Figures.Sample(figure => Check(FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled))), iter: 60, threads: 1);

    [Fact]
    public void Nothing_overlaps_on_drawings_either() =>
        Figures.Sample(figure => Check(new FigureDocument(figure).Drawing, isDrawing: true), iter: 60, threads: 1);

    [Fact]
    public void Drawings_of_heatmaps_of_any_shape_keep_their_texts_apart() =>
        Heatmaps.Sample(figure => Check(new FigureDocument(figure).Drawing, isDrawing: true), iter: 60, threads: 1);

    [Fact]
    public void A_given_width_is_kept_to_the_pixel_and_nothing_overlaps()
    {
        Gen.Select(Figures, Gen.Double[1, 3]).Sample(
            (figure, factor) =>
            {
                FigureLayout plain = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));

                // A page that nobody can draw is refused, and the height grows faster than the width: labels beside the panels keep theirs.
                double most = Math.Cbrt(DrawablePixels / ((double)plain.Width * plain.Height));
                Figure wide = figure with { Width = plain.Width / figure.Dpi * Math.Min(factor, most) };

                FigureLayout layout = FigureLayout.Create(wide, new FontMeasure(FontSet.Bundled));

                Assert.Equal(Math.Ceiling(wide.Width.Value * wide.Dpi), layout.Width);
                Check(layout);
                Check(new FigureDocument(wide).Drawing, isDrawing: true);
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public void Type_gets_smaller_than_can_be_read_before_a_width_is_refused()
    {
        Figure figure = Samples.Record(6, 12, Samples.Sentence).ToFigure() with { Width = 7.7 / 2.54 };

        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));

        Assert.Equal(607, layout.Width);
        Assert.Equal(72, layout.Panels.Count);
        Assert.InRange(layout.SmallestLabelPoints!.Value, 2, 4);
        Check(layout);
        Assert.Contains("less than the 5 pt that can be read", Assert.Single(figure.Warnings()));
    }

    [Fact]
    public void A_width_too_small_says_how_much_is_needed()
    {
        Figure figure = Samples.Record(2, 3, Samples.Sentence).ToFigure() with { Width = 0.2 };

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled)));

        Assert.Equal(
            "A width of 0.2 in is too small: the panels need at least 0.51 in at 200 dpi; "
            + "give more width, a higher resolution or fewer panels.",
            error.Message);
    }

    [Fact]
    public void Labels_stand_on_outer_panels_only_unless_asked_for()
    {
        Figure figure = Samples.Record(2, 3, Samples.Sentence).ToFigure();
        int Count(LabelPlacement placement) =>
            FigureLayout.Create(figure with { Labels = placement }, new FontMeasure(FontSet.Bundled))
                .Texts.Count(text => text.Role is TextRole.RowLabel or TextRole.ColumnLabel);

        Assert.Equal((2 + 3) * 9, Count(LabelPlacement.Outer));
        Assert.Equal(6 * 2 * 9, Count(LabelPlacement.Every));
        Assert.Equal(0, Count(LabelPlacement.None));
    }

    [Fact]
    public void A_panel_over_one_with_other_labels_carries_its_own()
    {
        Matrix values = new(2, 2, new double[] { 1, 2, 3, 4 });
        Figure figure = new()
        {
            Panels = [new(0, 0, "", values), new(1, 0, "", values) { RowLabels = [""] }, new(2, 0, "", values) { ColumnLabels = ["H0", "H1"] }],
            RowLabels = ["up", "down"],
            ColumnLabels = ["left", "right"],
        };

        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));

        Assert.Equal(["left", "right", "H0", "H1"], layout.Texts.Where(text => text.Role == TextRole.ColumnLabel).Select(text => text.Text));
        Assert.Equal(["up", "down", "up", "down"], layout.Texts.Where(text => text.Role == TextRole.RowLabel).Select(text => text.Text));
        Assert.Equal([2, 2, 4], layout.Panels.Select(panel => panel.Ticks.Count));
    }

    [Fact]
    public void Headings_stand_in_place_of_titles()
    {
        Figure figure = Samples.Record(2, 3, Samples.Sentence).ToFigure(means: MeanPanels.Heads) with { Titling = Titling.Headings };

        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));

        Assert.Equal(
            ["head 0", "head 1", "head 2", "mean", "layer 0", "layer 1"],
            layout.Texts.Where(text => text.Role == TextRole.Heading).Select(text => text.Text));
        Assert.DoesNotContain(layout.Texts, text => text.Role == TextRole.Title);
    }

    [Fact]
    public void Ideographs_may_stand_under_each_other()
    {
        Figure figure = Samples.Record(1, 1, ["[CLS]", "你好", "世界人民"]).ToFigure() with { StackIdeographs = true, Dpi = 72 };

        TextMark[] labels = [.. FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled)).Texts.Where(text => text.Role == TextRole.ColumnLabel)];

        Assert.Equal(["[CLS]", "你", "好", "世", "界", "人", "民"], labels.Select(text => text.Text));
        Assert.Equal(labels[1].X, labels[2].X);
        Assert.True(labels[2].Y > labels[1].Y);
    }

    [Theory]
    [InlineData(3, 40)]
    [InlineData(40, 3)]
    public void Labels_of_rows_and_columns_have_one_size(int rows, int columns)
    {
        Figure figure = Heatmap.Of(new Matrix(rows, columns, Enumerable.Range(0, rows * columns).Select(i => (double)i).ToArray())) with { Width = 3 };

        double[] sizes =
        [
            .. FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled)).Texts
                .Where(text => text.Role is TextRole.RowLabel or TextRole.ColumnLabel).Select(text => text.Size).Distinct(),
        ];

        Assert.Single(sizes);
    }

    [Fact]
    public void Crowded_labels_are_thinned_to_every_kth_and_the_last()
    {
        Figure figure = Samples.Record(1, 1, [.. Enumerable.Range(0, 512).Select(i => $"w{i}")]).ToFigure();

        string[] rows = [.. FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled))
            .Texts.Where(text => text.Role == TextRole.RowLabel).Select(text => text.Text)];

        int every = int.Parse(rows[1][1..]);
        Assert.InRange(every, 2, 20);
        Assert.Equal("w511", rows[^1]);
        Assert.InRange(rows.Length, 511 / every, (511 / every) + 2);
        Assert.Equal(Enumerable.Range(0, rows.Length - 1).Select(i => $"w{i * every}"), rows[..^1]);
    }

    private static Figure Sample(int layers, int heads, string[] tokens, string text, double factor)
    {
        Figure figure = Samples.Record(layers, heads, tokens, text).ToFigure();
        return figure with { Scale = figure.Scale with { Vmax = factor } };
    }

    private static void Check(FigureLayout layout, bool isDrawing = false)
    {
        Rect page = new(-Rounding, -Rounding, layout.Width + (2 * Rounding), layout.Height + (2 * Rounding));
        Rect[] texts = [.. layout.Texts.Select(text => text.Bounds)];
        Rect[] frames = [.. layout.Panels.Select(panel => panel.Frame), .. layout.ColorBars.Select(bar => bar.Frame)];
        Rect[] ticks = [.. layout.Panels.SelectMany(panel => panel.Ticks), .. layout.ColorBars.SelectMany(bar => bar.Ticks)];

        Assert.All(texts.Concat(frames).Concat(ticks), rect => Assert.True(page.Contains(rect), $"{rect} leaves {page}"));
        foreach (PanelLayout panel in isDrawing ? [] : layout.Panels)
        {
            Matrix values = panel.Panel.Values;
            Rect cells = panel.Cells;
            Assert.All(
                (double[])[cells.X, cells.Y, cells.Width / values.Columns, cells.Height / values.Rows],
                edge => Assert.Equal(Math.Round(edge), edge));
            Assert.True(cells.Width >= values.Columns && cells.Height >= values.Rows);
        }

        Rect[] numbers = [.. layout.Texts.Where(text => text.Role == TextRole.Cell).Select(text => text.Bounds)];
        Assert.All(numbers, number => Assert.True(layout.Panels.Any(panel => panel.Cells.Contains(number)), $"{number} leaves its cells"));
        AssertApart(texts, layout);
        AssertApart([.. layout.Texts.Where(text => text.Role != TextRole.Cell).Select(text => text.Bounds), .. frames], layout);
        AssertApart([.. ticks, .. frames], layout);
    }

    // Sorted by left edge, so that only near neighbours are compared.
    private static void AssertApart(Rect[] rects, FigureLayout layout)
    {
        Rect[] sorted = [.. rects.Where(rect => rect is { Width: > 0, Height: > 0 }).OrderBy(rect => rect.X)
            .Select(rect => new Rect(rect.X + Rounding, rect.Y + Rounding, rect.Width - (2 * Rounding), rect.Height - (2 * Rounding)))];
        for (int i = 0; i < sorted.Length; i++)
        {
            for (int j = i + 1; j < sorted.Length && sorted[j].X < sorted[i].Right; j++)
            {
                if (sorted[i].Overlaps(sorted[j]))
                {
                    string Name(Rect rect) => layout.Texts.FirstOrDefault(text => text.Bounds.Contains(rect))?.ToString() ?? rect.ToString();
                    Assert.Fail($"{Name(sorted[i])} overlaps {Name(sorted[j])}");
                }
            }
        }
    }
}
