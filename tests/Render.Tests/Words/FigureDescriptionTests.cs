using System.Text;
using System.Xml.Linq;
using AttnExtract.Extract;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;
using UglyToad.PdfPig;

namespace AttnExtract.Render.Tests.Words;

public sealed class FigureDescriptionTests
{
    private static readonly AttentionRecord Record = Cats();

    [Fact]
    public void One_map_says_where_its_attention_lies() =>
        Assert.Equal(
            "One heatmap of 3 × 3 cells: attention, layer 0, head 1 (layers and heads 0-based), of small-model reading “cat cat”. "
            + "The largest number is 0.9 (row 'cat' (number 1 from 0), column '[CLS]'). "
            + "On average most goes to column '[CLS]' (53 %) and 'cat' (number 1 from 0) (33 %). Rows attend to columns.",
            Record.ToFigure(0, 1).Describe());

    [Fact]
    public void A_grid_names_the_panel_and_the_policy() =>
        Assert.Equal(
            "2 heatmaps in 1 row of up to 2 of 2 × 2 cells each: attention, layer 0, heads 0-1 (layers and heads 0-based), "
            + "of small-model reading “cat cat”. The largest number is 1 (L0 H0, row 'cat' (number 0 from 0), column 'cat' (number 1 from 0)). "
            + "Rows attend to columns; special tokens left out; rows not renormalised.",
            Record.ToFigure(tokens: new TokenPolicy { DropSpecial = true }).Describe());

    [Fact]
    public void Numbers_of_both_signs_have_two_ends()
    {
        Matrix values = new(2, 2, new[] { -1.5, double.NaN, 0.25, 12.345 });

        Assert.Equal(
            "One heatmap of 2 × 2 cells: gain. The largest number is 12.3 (row '1', column 'b'), the smallest -1.5 (row '0', column 'a').",
            Heatmap.Of(values, null, ["a", "b"], "gain").Describe());
        Assert.Equal(
            "One heatmap of 1 × 1 cells. The largest number is 0.5 (row 0, column 0).",
            Heatmap.Of(new Matrix(1, 1, new[] { 0.5 }), [], []).Describe());
    }

    [Fact]
    public void Svg_and_pdf_carry_it()
    {
        Figure figure = Record.ToFigure(0, 1);

        XElement svg = XDocument.Parse(Encoding.UTF8.GetString(Bytes(figure, FigureFormat.Svg))).Root!;
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal("Attention of small-model", svg.Element(svg.Name.Namespace + "title")!.Value);
        Assert.Equal(figure.Describe(), svg.Element(svg.Name.Namespace + "desc")!.Value);
        using PdfDocument pdf = PdfDocument.Open(Bytes(figure, FigureFormat.Pdf));
        Assert.Equal("Attention of small-model", pdf.Information.Title);
        Assert.Equal(figure.Describe(), pdf.Information.Subject);
    }

    [Theory]
    [InlineData("", "Attention of small-model", "attention, layer 0, head 1 (layers and heads 0-based)")]
    [InlineData("word vector × integrated gradient", "Word vector × integrated gradient of small-model", "word vector × integrated gradient")]
    public void Files_say_what_their_numbers_are(string subject, string title, string shown)
    {
        Figure figure = Record.ToFigure(0, 1) with { Subject = subject };
        Figure told = subject.Length == 0 ? figure : figure with { Caption = [] };

        using PdfDocument pdf = PdfDocument.Open(Bytes(told, FigureFormat.Pdf));
        Assert.Equal(title, pdf.Information.Title);
        Assert.Contains($": {shown}, of small-model reading", pdf.Information.Subject, StringComparison.Ordinal);
    }

    private static byte[] Bytes(Figure figure, FigureFormat format)
    {
        using MemoryStream stream = new();
        format.Write(figure, stream);
        return stream.ToArray();
    }

    private static AttentionRecord Cats()
    {
        float[] values = [0, 0, 1, 0, 0, 1, 0, 0, 1, 0.2f, 0.5f, 0.3f, 0.9f, 0.1f, 0, 0.5f, 0.4f, 0.1f];
        return new(
            "cat cat", null,
            [new(0, "[CLS]", 0, 0, null, null, 0), new(1, "cat", 0, 3, 0, 0, 0), new(1, "cat", 4, 7, 0, 1, 0)],
            [0, 1],
            [new(HookName.Pattern(0), new DenseArray(values, 2, 3, 3))],
            Samples.Record(1, 2, ["x"]).Provenance);
    }
}
