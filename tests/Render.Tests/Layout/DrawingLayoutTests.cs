using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render.Tests.Layout;

/// <summary>Pages of SVG and PDF files, on which nothing is rounded to pixels; titles and labels that are longer than what they stand at.</summary>
public sealed class DrawingLayoutTests
{
    private const double AclColumn = 7.7 / 2.54;
    private const string LongTitle = "the output of the model without this head";

    private static readonly Figure Grid = Samples.Record(6, 12, Samples.Sentence).ToFigure();

    [Fact]
    public void Cells_of_a_long_text_fill_a_column()
    {
        Figure figure = Samples.Record(1, 1, [.. Enumerable.Range(0, 411).Select(i => $"t{i}")]).ToFigure() with { Width = AclColumn };
        FigureDocument document = new(figure);

        Assert.Equal(411, document.Drawing.Panels[0].Panel.Values.Columns);
        Assert.InRange(document.Drawing.Panels[0].Cells.Width / document.Drawing.Width, 0.6, 1);
        AssertFilled(document.Drawing);
        Assert.Equal(206, document.Layout.Panels[0].Cells.Width);
    }

    [Theory]
    [InlineData(AclColumn)]
    [InlineData(5.5)]
    [InlineData(16 / 2.54)]
    public void A_width_is_kept_exactly_and_filled(double width)
    {
        FigureLayout drawing = new FigureDocument(Grid with { Width = width }).Drawing;

        Assert.Equal(width * drawing.Dpi, drawing.Width);
        AssertFilled(drawing);
    }

    [Fact]
    public void Panels_of_a_grid_fill_their_pitch()
    {
        FigureDocument document = new(Grid with { Width = 5.5 });
        double Filled(FigureLayout page) => page.Panels[0].Cells.Width / (page.Panels[1].Cells.X - page.Panels[0].Cells.X);

        Assert.InRange(Filled(document.Drawing), 0.8, 1);
        Assert.True(Filled(document.Drawing) > Filled(document.Layout));
    }

    [Fact]
    public void Resolution_changes_nothing_on_a_drawing()
    {
        double[] Inches(double dpi)
        {
            FigureLayout page = new FigureDocument(Grid with { Width = 5.5, Dpi = dpi, LineWidth = 0.2, Title = "a title" }).Drawing;
            IEnumerable<Rect> all =
            [
                new(0, 0, page.Width, page.Height), .. page.Panels.Select(panel => panel.Cells), .. page.Panels.SelectMany(panel => panel.Ticks),
                .. page.Texts.Select(text => text.Bounds), .. page.ColorBars.Select(bar => bar.Frame), new(0, 0, page.Line, page.CellLine),
            ];
            return [.. all.SelectMany(rect => (double[])[rect.X, rect.Y, rect.Width, rect.Height]).Select(pixels => pixels / dpi)];
        }

        Assert.Equal(Inches(72), Inches(200), (one, other) => Math.Abs(one - other) < 0.002);
        Assert.Equal(Inches(600), Inches(200), (one, other) => Math.Abs(one - other) < 0.002);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_long_title_is_wrapped_and_moves_no_panels_apart(bool hasHeadings)
    {
        Figure figure = Grid with
        {
            Panels = [.. Grid.Panels.Where(panel => panel is { Row: < 2, Column: < 3 }).Select(panel => panel with { Title = LongTitle })],
            ColumnHeadings = hasHeadings ? [LongTitle, LongTitle, LongTitle] : [],
            RowHeadings = [],
            Titling = hasHeadings ? Titling.Headings : Titling.Panels,
            Width = 3,
        };
        foreach (FigureLayout page in (FigureLayout[])[new FigureDocument(figure).Drawing, new FigureDocument(figure).Layout])
        {
            TextMark[] lines = [.. page.Texts.Where(text => text.Role is TextRole.Title or TextRole.Heading)];
            double pitch = page.Panels[1].Cells.X - page.Panels[0].Cells.X;

            Assert.Equal(string.Join(' ', Enumerable.Repeat(LongTitle, hasHeadings ? 3 : 6)), string.Join(' ', lines.Select(line => line.Text)));
            Assert.InRange(lines.Length, hasHeadings ? 6 : 12, 36);
            Assert.All(lines, line => Assert.True(line.Bounds.Width <= pitch));
            Assert.InRange(page.Panels[0].Cells.Width / pitch, 0.8, 1);
            Assert.All(lines, line => Assert.DoesNotContain(page.Panels, panel => panel.Frame.Overlaps(line.Bounds)));
            Assert.All(lines.Index(), line => Assert.DoesNotContain(lines[..line.Index], other => other.Bounds.Overlaps(line.Item.Bounds)));
        }
    }

    [Theory]
    [InlineData(1, ScaleSharing.Figure, ColorBarSide.Right)]
    [InlineData(1, ScaleSharing.Figure, ColorBarSide.Left)]
    [InlineData(2, ScaleSharing.Row, ColorBarSide.Right)]
    [InlineData(3, ScaleSharing.Figure, ColorBarSide.Right)]
    public void The_label_of_a_bar_is_wrapped_and_never_makes_a_figure_higher(int rows, ScaleSharing sharing, ColorBarSide side)
    {
        Figure figure = Grid with
        {
            Panels = [.. Grid.Panels.Where(panel => panel.Row < rows)],
            Sharing = sharing,
            Width = 5.5,
            ColorBar = new() { Side = side, Label = "divergence of attention in bits" },
            DrawsCaption = false,
        };
        foreach (Grain grain in (Grain[])[Grain.Exact, Grain.Pixels])
        {
            (FigureLayout page, FigureLayout bare) = (Page(figure, grain), Page(figure with { ColorBar = new() { Side = side } }, grain));
            TextMark[] lines = [.. page.Texts.Where(text => text.Role == TextRole.ColorBar && char.IsLetter(text.Text[0]))];

            Assert.True(page.Height <= bare.Height, $"{page.Height} instead of {bare.Height}");
            Assert.Equal(
                string.Join(' ', Enumerable.Repeat(figure.ColorBar.Label, page.ColorBars.Count)), string.Join(' ', lines.Select(line => line.Text)));
            Assert.All(lines, line => Assert.True(new Rect(0, 0, page.Width, page.Height).Contains(line.Bounds)));
            Assert.All(lines.Index(), line => Assert.DoesNotContain(lines[..line.Index], other => other.Bounds.Overlaps(line.Item.Bounds)));
        }
    }

    [Theory]
    [InlineData(ColorBarSide.Top)]
    [InlineData(ColorBarSide.Bottom)]
    public void The_label_of_a_lying_bar_stays_on_the_page(ColorBarSide side)
    {
        Figure figure = Heatmap.Of(new Matrix(2, 2, new[] { 0.0, 1, 2, 3 }), [], []) with
        {
            Width = 1.2,
            ColorBar = new() { Side = side, Label = "what the numbers of all these cells are said to be incomprehensibilities" },
        };
        foreach (Grain grain in (Grain[])[Grain.Exact, Grain.Pixels])
        {
            FigureLayout page = Page(figure, grain);
            TextMark[] texts = [.. page.Texts.Where(text => text.Role == TextRole.ColorBar)];

            Assert.All(texts, text => Assert.True(new Rect(0, 0, page.Width, page.Height).Contains(text.Bounds), text.ToString()));
            Assert.All(texts.Index(), text => Assert.DoesNotContain(texts[..text.Index], other => other.Bounds.Overlaps(text.Item.Bounds)));
            Assert.All(texts, text => Assert.DoesNotContain(page.Panels, panel => panel.Frame.Overlaps(text.Bounds)));
        }
    }

    // To the same margin at both sides.
    private static void AssertFilled(FigureLayout page)
    {
        Rect[] shown = [.. page.Texts.Select(text => text.Bounds), .. page.Panels.Select(panel => panel.Frame)];
        Assert.InRange(page.Width - shown.Max(rect => rect.Right), 0, shown.Min(rect => rect.X) + 2);
    }

    private static FigureLayout Page(Figure figure, Grain grain)
    {
        FigureDocument document = new(figure);
        return grain.IsExact ? document.Drawing : document.Layout;
    }
}
