using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Words;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace AttnExtract.Render.Tests;

public sealed class PdfTests
{
    private static readonly Figure Grid =
        Samples.Record(2, 3, ["[CLS]", "unbelievable", "##ness", "猫坐在", "Ελλάδα", "[SEP]"], "“猫坐在垫子上” — Ελλάδα fi").ToFigure();

    [Fact]
    public void Every_text_can_be_read_word_for_word()
    {
        using PdfDocument document = PdfDocument.Open(Bytes(Grid));
        Page page = Assert.Single(document.GetPages());

        string found = string.Concat(page.Letters.Select(letter => letter.Value).Where(letter => letter.Trim().Length > 0));
        foreach (TextMark text in FigureLayout.Create(Grid, new FontMeasure(FontSet.Bundled)).Texts)
        {
            Assert.Contains(text.Text.Replace(" ", ""), found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Letters_stand_where_the_layout_says()
    {
        FigureLayout layout = FigureLayout.Create(Grid, new FontMeasure(FontSet.Bundled));
        using PdfDocument document = PdfDocument.Open(Bytes(Grid));
        Page page = document.GetPage(1);
        double scale = 72 / layout.Dpi;

        Assert.Equal(layout.Width * scale, page.Width, 0.01);
        Assert.Equal(layout.Height * scale, page.Height, 0.01);
        TextMark first = layout.Texts.First(text => text.Role == TextRole.Title);
        Letter letter = page.Letters.First(one => one.Value == first.Text[..1]
            && Math.Abs(one.StartBaseLine.Y - (page.Height - (first.Y * scale))) < 0.05);
        Assert.Equal(first.Bounds.X * scale, letter.StartBaseLine.X, 0.05);
    }

    [Fact]
    public void Fonts_are_embedded_as_far_as_they_are_used()
    {
        byte[] pdf = Bytes(Grid);
        using PdfDocument document = PdfDocument.Open(pdf);

        string[] fonts = [.. document.GetPage(1).Letters.Select(letter => letter.FontName ?? "").Distinct()];
        Assert.Contains(fonts, font => font.EndsWith("+DejaVuSans", StringComparison.Ordinal));
        Assert.Contains(fonts, font => font.EndsWith("+DroidSansFallback", StringComparison.Ordinal));
        Assert.InRange(pdf.Length, 1, 100_000);
    }

    [Fact]
    public void Cells_are_one_picture_a_panel_with_one_sample_a_cell()
    {
        using PdfDocument document = PdfDocument.Open(Bytes(Grid));
        IPdfImage[] images = [.. document.GetPage(1).GetImages()];

        Assert.Equal(6, images.Count(image => (image.WidthInSamples, image.HeightInSamples) == (6, 6)));
        Assert.DoesNotContain(images, image => image.Interpolate);
    }

    [Fact]
    public void The_structure_says_what_the_figure_shows()
    {
        using PdfDocument document = PdfDocument.Open(Bytes(Grid));

        DictionaryToken tree = Follow(document.Structure.Catalog.CatalogDictionary, "StructTreeRoot");
        DictionaryToken figure = Follow(tree, "K");

        Assert.Equal(NameToken.Create("Figure"), figure.Data["S"]);
        Assert.Equal(Grid.Describe(), Assert.IsType<HexToken>(figure.Data["Alt"]).Data);

        DictionaryToken Follow(DictionaryToken from, string key) =>
            (DictionaryToken)document.Structure.GetObject(((IndirectReferenceToken)from.Data[key]).Data).Data;
    }

    [Fact]
    public void Bytes_are_the_same_from_run_to_run() => Assert.Equal(Bytes(Grid), Bytes(Grid));

    private static byte[] Bytes(Figure figure)
    {
        using MemoryStream stream = new();
        FigureFormat.Pdf.Write(figure, stream);
        return stream.ToArray();
    }
}
