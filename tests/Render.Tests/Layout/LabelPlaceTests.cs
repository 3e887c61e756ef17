using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.Layout;

/// <summary>Labels in grids that are not full, of characters that no font has, and captions on narrow pages, by their rectangles.</summary>
public sealed class LabelPlaceTests
{
    private static readonly Figure Row = Samples.Record(1, 12, Samples.Sentence, "The cat sat on the mat because it was warm and soft there.").ToFigure();

    public static TheoryData<bool> Grains => [true, false];

    [Theory]
    [MemberData(nameof(Grains))]
    public void Labels_of_a_last_row_that_is_not_full_take_the_free_place(bool isDrawing)
    {
        Figure full = Samples.Record(1, 6, Samples.Sentence).ToFigure();
        full = full with { Panels = [.. full.Panels.Select((panel, i) => panel with { Row = i / 3, Column = i % 3 })] };
        (FigureLayout page, FigureLayout whole) = (Page(full with { Panels = full.Panels[..4] }, isDrawing), Page(full, isDrawing));
        double RowGap(FigureLayout one) => one.Panels[3].Cells.Y - one.Panels[0].Cells.Bottom;

        Assert.Equal(RowGap(whole), RowGap(page), 1e-9);
        TextMark[] labels = [.. page.Texts.Where(text => text.Role == TextRole.ColumnLabel)];
        foreach (PanelLayout panel in page.Panels.Skip(1))
        {
            TextMark[] own = [.. labels.Where(label => label.X >= panel.Cells.X && label.X <= panel.Cells.Right)];
            Assert.Equal(Samples.Sentence.Length, own.Length);
            Assert.All(own, label => Assert.InRange(label.Bounds.Y - panel.Cells.Bottom, 0, 20));
        }

        AssertApart(page);
    }

    [Theory]
    [MemberData(nameof(Grains))]
    public void Labels_that_are_longer_than_the_free_place_make_the_figure_higher(bool isDrawing)
    {
        string[] tokens = [.. Enumerable.Range(0, 9).Select(i => $"an-unusually-long-label-{i}")];
        Figure full = Samples.Record(1, 4, tokens).ToFigure();
        full = full with
        {
            Panels =
            [
                .. full.Panels[..3].Select((panel, i) => panel with
                {
                    Row = i / 2,
                    Column = i % 2,
                    Values = new Matrix(1, 9, new float[9]),
                    RowLabels = [""],
                }),
            ],
            DrawsCaption = false,
            ColorBar = ColorBarOptions.None,
        };

        AssertApart(Page(full with { CellPixels = 20 }, isDrawing));
    }

    [Fact]
    public void A_mark_in_place_of_what_no_font_has_moves_nothing_and_is_explained()
    {
        string[] tokens = ["[CLS]", "\u0B95\u0B99\u0B9A", "[SEP]"];
        Figure figure = Samples.Record(1, 1, tokens, "க").ToFigure() with { Width = 3 };
        FigureLayout page = Page(figure, false);
        FigureLayout plain = Page(Samples.Record(1, 1, ["[CLS]", "abc", "[SEP]"], "a").ToFigure() with { Width = 3 }, false);

        Assert.Equal(plain.Panels[0].Cells.X, page.Panels[0].Cells.X);
        string caption = string.Join(' ', page.Texts.Where(text => text.Role == TextRole.Caption).Select(text => text.Text));
        Assert.EndsWith("▯ stands for U+0B95, U+0B99, U+0B9A, which no font here has", caption);
        Assert.Equal(
            "No font here has U+0B95, U+0B99, U+0B9A: ▯ stands in the figure instead; give a font that has them (--font FILE).",
            Assert.Single(figure.Warnings()));
        Assert.DoesNotContain(Page(figure with { DrawsCaption = false }, false).Texts, text => text.Role == TextRole.Caption);
    }

    [Theory]
    [InlineData(7.7 / 2.54)]
    [InlineData(2)]
    [InlineData(1.5)]
    public void A_caption_keeps_the_beginning_of_its_text(double width)
    {
        string[] lines = [.. Page(Row with { Width = width }, false).Texts.Where(text => text.Role == TextRole.Caption).Select(text => text.Text)];

        string caption = string.Join(' ', lines);
        Assert.Contains("“The cat sat on the mat", caption);
        Assert.Matches("“(The cat sat on the mat because it was warm and soft there[.]|[A-Za-z ]*\\b…)”", caption);
        Assert.All(lines, line => Assert.False(line.EndsWith('“') || line.StartsWith('”') || line.StartsWith('·')));
    }

    [Fact]
    public void Each_of_two_texts_is_cut_after_a_word_and_keeps_its_quotation_marks()
    {
        const string Texts = "“The cat sat on the mat because it was soft.” with the target “Die Katze saß auf der Matte, weil sie weich war.”";

        Assert.Equal("“The cat sat on the mat…” with the target “Die Katze saß auf der Matte,…”", Quotation.Shortened(Texts, 30));
        Assert.Equal(
            "“The cat sat on the mat because it was soft.” with the target “Die Katze saß auf der Matte, weil sie weich…”", Quotation.Shortened(Texts, 45));
        Assert.Equal(Texts, Quotation.Shortened(Texts, Quotation.LongestOf(Texts)));
        Assert.Equal("“aaaaaaa…” + “猫坐在垫子上睡…”", Quotation.Shortened("“aaaaaaaaaaaaaaaaaa” + “猫坐在垫子上睡觉了一整天”", 8));
    }

    [Fact]
    public void A_word_longer_than_a_line_takes_several_and_loses_nothing()
    {
        const string Long = "layers.3.attention.pattern=replaced-by-the-mean-of-the-corpus";
        for (double width = 60; width < 600; width += 30)
        {
            IReadOnlyList<string> lines = CaptionBlock.Set([new("model"), new($"changed: {Long}")], width, 12, new SquareMeasure()).Lines;

            Assert.Equal($"model·changed:{Long}", string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.True(line.Length * 12 <= width, line));
        }
    }

    [Fact]
    public void A_quotation_mark_stays_with_what_it_quotes()
    {
        for (double width = 20; width < 400; width += 7)
        {
            List<string> lines = TextLines.Of("我说“猫坐在垫子上,狗睡在门口。”（真的）", width, 12, "", new SquareMeasure());

            Assert.Equal("我说“猫坐在垫子上,狗睡在门口。”（真的）", string.Concat(lines));
            Assert.All(lines, line => Assert.False(line.EndsWith('“') || line.EndsWith('（') || line[0] is '”' or '）' or '。' or ','));
        }
    }

    [Fact]
    public void The_width_that_would_do_does()
    {
        for (int tokens = 5; tokens < 60; tokens += 9)
        {
            Figure figure = Samples.Record(2, 3, [.. Enumerable.Range(0, tokens).Select(i => $"t{i}")]).ToFigure() with { Width = 2 };
            string warning = figure.Warnings().First(one => one.StartsWith("Labels are", StringComparison.Ordinal));
            double enough = double.Parse(warning.Split("; ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

            Assert.DoesNotContain((figure with { Width = enough }).Warnings(), one => one.StartsWith("Labels are", StringComparison.Ordinal));
        }
    }

    private static FigureLayout Page(Figure figure, bool isDrawing) => isDrawing ? new FigureDocument(figure).Drawing : new FigureDocument(figure).Layout;

    private static void AssertApart(FigureLayout page)
    {
        Rect[] texts = [.. page.Texts.Where(text => text.Text.Length > 0).Select(text => text.Bounds)];
        Assert.All(texts, text => Assert.True(new Rect(0, 0, page.Width, page.Height).Contains(text)));
        Assert.All(texts.Index(), text => Assert.DoesNotContain(texts[..text.Index], other => other.Overlaps(text.Item)));
        Assert.All(texts, text => Assert.DoesNotContain(page.Panels, panel => panel.Frame.Overlaps(text)));
    }

    // Every character is as wide as high.
    private sealed class SquareMeasure : ITextMeasure
    {
        public TextExtent Measure(string text, double size) => new(text.Length * size, size, 0);
    }
}
