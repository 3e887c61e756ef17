using System.Text;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Painting;
using AttnExtract.Render.Words;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace AttnExtract.Render.Tests.Formats;

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
        foreach (TextMark text in new FigureDocument(Grid).Drawing.Texts)
        {
            Assert.Contains(text.Text.Replace(" ", ""), found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Letters_stand_where_the_layout_says()
    {
        FigureLayout layout = new FigureDocument(Grid).Drawing;
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

    // Made without an encoding quality, Skia's metadata turn pictures into JPEGs that are up to 181 of 255 off (SkiaSharp 4.154.0).
    [Fact]
    public void Every_cell_has_the_colour_of_its_number()
    {
        FigureLayout layout = new FigureDocument(Grid).Drawing;
        using PdfDocument document = PdfDocument.Open(Bytes(Grid));
        double scale = 72 / layout.Dpi;
        Page page = document.GetPage(1);
        IPdfImage[] images = [.. page.GetImages()];

        Assert.Equal(6, layout.Panels.Count);
        foreach (PanelLayout panel in layout.Panels)
        {
            IPdfImage image = images.Single(one => Math.Abs(one.BoundingBox.Left - (panel.Cells.X * scale)) < 0.01
                && Math.Abs(one.BoundingBox.Top - (page.Height - (panel.Cells.Y * scale))) < 0.01);
            Assert.True(image.TryGetBytesAsMemory(out Memory<byte> bytes));
            Matrix values = panel.Panel.Values;
            Rgba[] expected = CellRaster.Colors(values, panel.Scale, layout.Theme.Background);
            Assert.Equal(expected.SelectMany(color => new[] { color.R, color.G, color.B }), bytes.ToArray());
        }
    }

    [Fact]
    public void Minus_signs_and_ligatures_are_read_as_written()
    {
        Figure figure = new()
        {
            Panels = [new(0, 0, "ﬁne fine ﬀ ff −0.5 – — ‑", new Matrix(1, 2, new[] { -0.5, -1e-7 }))],
            RowLabels = ["−ﬂ fl"],
            ColumnLabels = ["−1", "-1"],
            Annotation = new(),
        };

        AssertReadable(figure);
    }

    [Fact]
    public void Thousands_of_ideographs_are_read_as_written()
    {
        const int Side = 30;
        Panel[] panels =
        [
            .. Enumerable.Range(0, Side * Side).Select(i => new Panel(
                i / Side, i % Side, string.Concat(Enumerable.Range(0, 4).Select(k => (char)(0x4E00 + (4 * i) + k))), new Matrix(2, 2, new double[4]))),
        ];

        string read = AssertReadable(new Figure { Panels = [.. panels] });

        Assert.Equal(4 * Side * Side, read.Where(character => character is >= '\u4E00' and <= '\u9FFF').Distinct().Count());
    }

    // Letters are drawn as what they are, not as outlines or thickened: a viewer then gives white and black ones the same ink.
    [Fact]
    public void Light_letters_are_filled_as_dark_ones_are()
    {
        Figure figure = new()
        {
            Panels = [new(0, 0, "", new Matrix(1, 2, new double[] { 0, 1 })) { Annotations = new Matrix(1, 2, new[] { 0.5, 0.5 }) }],
            Annotation = new(),
        };
        using PdfDocument document = PdfDocument.Open(Bytes(figure));
        Letter[] letters = [.. document.GetPage(1).Letters];

        Assert.True(letters.Select(letter => letter.Color.ToString()).Distinct().Count() > 1);
        Assert.All(letters, letter => Assert.Equal(TextRenderingMode.Fill, letter.RenderingMode));
    }

    [Fact]
    public void All_that_is_drawn_is_tagged_as_a_figure_with_its_description()
    {
        using PdfDocument document = PdfDocument.Open(Bytes(Grid));
        DictionaryToken catalog = document.Structure.Catalog.CatalogDictionary;
        DictionaryToken page = document.GetPage(1).Dictionary;

        DictionaryToken tree = Follow(catalog, "StructTreeRoot");
        DictionaryToken whole = Follow(tree, "K");
        DictionaryToken figure = (DictionaryToken)At(Assert.Single(((ArrayToken)whole.Data["K"]).Data));

        Assert.Equal(BooleanToken.True, ((DictionaryToken)catalog.Data["MarkInfo"]).Data["Marked"]);
        Assert.Equal(["Document", "Figure"], ((DictionaryToken[])[whole, figure]).Select(one => ((NameToken)one.Data["S"]).Data));
        Assert.Equal(Grid.Describe(), Assert.IsType<HexToken>(figure.Data["Alt"]).Data);
        Assert.Equal(page, Follow(figure, "Pg"));

        IToken[] parents = [.. ((ArrayToken)((DictionaryToken)tree.Data["ParentTree"]).Data["Nums"]).Data];
        Assert.Equal(page.Data["StructParents"], parents[0]);
        Assert.Equal(figure, At(Assert.Single(((ArrayToken)parents[1]).Data)));
        string[] contents = [.. ((ArrayToken)page.Data["Contents"]).Data.Select(part => Encoding.Latin1.GetString(((StreamToken)At(part)).Data.Span).Trim())];
        Assert.Equal(("/Figure <</MCID 0>> BDC", "EMC", 3), (contents[0], contents[2], contents.Length));

        DictionaryToken Follow(DictionaryToken from, string key) => (DictionaryToken)At(from.Data[key]);

        IToken At(IToken reference) => document.Structure.GetObject(((IndirectReferenceToken)reference).Data).Data;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void Figures_are_pages_of_paper_each_with_its_description(int count)
    {
        FigureDocument[] pages = [.. Enumerable.Range(0, count).Select(i => new FigureDocument(Grid with { Title = $"page {i}" }))];
        using MemoryStream stream = new();
        PdfPages.Write(new FigureDocument(Grid), pages, stream);

        using PdfDocument document = PdfDocument.Open(stream.ToArray());

        Assert.Equal(count, document.NumberOfPages);
        Assert.All(document.GetPages().Index(), page =>
        {
            Assert.Equal((595.28, 841.89), (Math.Round(page.Item.Width, 2), Math.Round(page.Item.Height, 2)));
            Assert.Contains($"page{page.Index}", string.Concat(page.Item.Letters.Select(letter => letter.Value.Trim())), StringComparison.Ordinal);
        });
        DictionaryToken tree = (DictionaryToken)document.Structure.GetObject(
            ((IndirectReferenceToken)document.Structure.Catalog.CatalogDictionary.Data["StructTreeRoot"]).Data).Data;
        Assert.Equal(2 * count, ((ArrayToken)((DictionaryToken)tree.Data["ParentTree"]).Data["Nums"]).Length);
    }

    [Fact]
    public void Bytes_are_the_same_from_run_to_run() => Assert.Equal(Bytes(Grid), Bytes(Grid));

    private static string AssertReadable(Figure figure)
    {
        using PdfDocument document = PdfDocument.Open(Bytes(figure));
        string read = string.Concat(document.GetPage(1).Letters.Select(letter => letter.Value).Where(letter => letter.Trim().Length > 0));
        Assert.All(
            FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled)).Texts,
            text => Assert.Contains(text.Text.Replace(" ", ""), read, StringComparison.Ordinal));
        return read;
    }

    private static byte[] Bytes(Figure figure)
    {
        using MemoryStream stream = new();
        FigureFormat.Pdf.Write(figure, stream);
        return stream.ToArray();
    }
}
