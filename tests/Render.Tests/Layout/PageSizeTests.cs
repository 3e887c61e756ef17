using AttnExtract.Render.Formats;
using AttnExtract.Render.Gallery;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.Layout;

/// <summary>How large pages and letters are.</summary>
public sealed class PageSizeTests
{
    private static readonly Figure Small = Heatmap.Of(new Matrix(2, 2, new[] { 1.0, 2, 3, 4 }), ["x", "y"], ["a", "b"]);

    [Fact]
    public void A_small_heatmap_has_no_wide_empty_sides()
    {
        FigureLayout page = new FigureDocument(Small).Layout;
        Rect[] shown = [.. page.Texts.Select(text => text.Bounds), .. page.Panels.Select(panel => panel.Frame)];
        double margin = 7 * page.Dpi / 72;

        Assert.InRange(shown.Min(rect => rect.X), 0, margin + 2);
        Assert.InRange(page.Width - shown.Max(rect => rect.Right), 0, margin + 2);
        Assert.True(page.Width < 2 * page.Dpi);
    }

    [Fact]
    public void Words_make_a_page_as_wide_as_they_are_and_no_wider_than_three_inches()
    {
        double Width(Figure figure) => new FigureDocument(figure).Layout.Width / figure.Dpi;
        string words = string.Join(' ', Enumerable.Repeat("word", 40));

        Assert.InRange(Width(Small with { Caption = [new("some words that are in one line")] }), Width(Small), 2.9);
        Assert.Equal(3, Width(Small with { Caption = [new(words)] }));
        Assert.Equal(3, Width(Small with { Title = words }));
        Assert.Equal(3, Width(Small with { ColorBar = new() { Side = ColorBarSide.Bottom } }));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9.5)]
    [InlineData(14)]
    public void Letters_have_the_size_that_is_asked_for(double points)
    {
        Figure figure = Samples.Record(2, 3, Samples.Sentence).ToFigure() with { FontSize = points, Width = 6, ColumnAxis = "key" };
        foreach (FigureLayout page in (FigureLayout[])[new FigureDocument(figure).Layout, new FigureDocument(figure).Drawing])
        {
            Assert.All(page.Texts, text => Assert.Equal(
                text.Role is TextRole.Title or TextRole.Axis ? 1.2 * points : points, text.Size * 72 / page.Dpi, 1e-9));
            Rect[] texts = [.. page.Texts.Select(text => text.Bounds)];
            Assert.All(texts.Index(), text => Assert.DoesNotContain(texts[..text.Index], other => other.Overlaps(text.Item)));
        }
    }

    [Fact]
    public void Letters_that_are_asked_for_too_small_are_remarked() => Assert.Equal(
        "Labels are 4 pt high at a width of 6 in, less than the 5 pt that can be read; write them larger.",
        Assert.Single((Samples.Record(2, 3, Samples.Sentence).ToFigure() with { FontSize = 4, Width = 6 }).Warnings()));

    [Fact]
    public void The_gallery_fits_pages_of_A4_and_loses_no_map()
    {
        IReadOnlyList<Figure> pages = ColormapGallery.Pages();

        Assert.All(pages, page =>
        {
            FigureLayout layout = new FigureDocument(page).Drawing;
            Assert.True(layout.Width / layout.Dpi <= PdfPages.A4.Width && layout.Height / layout.Dpi <= PdfPages.A4.Height);
        });
        Assert.Equal(
            ColormapGallery.Figure().Panels.Where(panel => panel.Values.Rows > 1).Select(panel => panel.Title).Where(title => title.Length > 0),
            pages.SelectMany(page => page.Panels).Where(panel => panel.Values.Rows > 1).Select(panel => panel.Title).Where(title => title.Length > 0));
        Assert.Single(pages, page => page.DrawsCaption);
    }
}
