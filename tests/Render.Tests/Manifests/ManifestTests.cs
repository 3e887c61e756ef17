using System.Text;
using System.Text.Json.Nodes;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Scales.Bars;
using UglyToad.PdfPig;

namespace AttnExtract.Render.Tests.Manifests;

public sealed class ManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifest").FullName;

    public static TheoryData<string, Figure> Figures()
    {
        Figure grid = Samples.Record(2, 3, ["[CLS]", "猫 & <b>", "\u0001🤖", "[SEP]"], "tab\there \u0002").ToFigure();
        double[] numbers = [1.0, double.NaN, -3, 1e-300, 5, double.PositiveInfinity];
        Figure map = Heatmap.Of(new Matrix(2, 3, numbers), null, ["a", "b", "c"], "t");
        Panel panel = map.Panels[0];
        return new()
        {
            { "grid", grid },
            {
                "chosen",
                grid.With(
                    colormap: "Greens_r", vmin: 0.1, vmax: 0.7, sharing: ScaleSharing.Row, labels: LabelPlacement.Every, width: 5, dpi: 100)
            },
            { "map", map },
            {
                "annotated",
                map with { Annotation = new() { Format = NumberFormat.Parse(".1%"), Size = 5 }, LineWidth = 0.7, LineColor = new(1, 2, 3) }
            },
            {
                "own annotations",
                map with
                {
                    Panels = [panel with { Annotations = new Matrix(2, 3, new float[6]), RowLabels = ["x", "y"] }],
                    Annotation = new(),
                }
            },
            { "norm", map with { Scale = new() { Norm = new() { Kind = "boundary", Boundaries = [-3, 0, 0.1, 9], ColorCount = 20 } } } },
            {
                "centre",
                map with { Scale = new() { Center = 0.1, Robust = true }, ColorBar = new() { Side = ColorBarSide.Bottom, Ticks = [0, 1] } }
            },
            {
                "colours",
                map with { Scale = new() { Colormap = Colormaps.Get("white..#00441b").With(new(1, 1, 1), new(2, 2, 2), new(3, 3, 3, 4)) } }
            },
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("titling", "\"99\"", "its 'titling' should be one of Panels, Headings, not \"99\"")]
    [InlineData("titling", "1", "its 'titling' should be one of Panels, Headings, not 1")]
    [InlineData("labels", "\"outer\"", "its 'labels' should be one of Outer, Every, None, not \"outer\"")]
    [InlineData("sharing", "\"Figure, Row\"", "its 'sharing' should be one of Figure, Row, Panel, not \"Figure, Row\"")]
    [InlineData("cells", "\"2\"", "its 'cells' should be one of Image, Vector, not \"2\"")]
    [InlineData("colorBar.side", "\"-1\"", "its 'colorBar.side' should be one of Right, Bottom, Left, Top, not \"-1\"")]
    [InlineData("colorBar.ticks", "[1e400]", "its 'colorBar.ticks[0]' should be a number of double precision, not 1e400")]
    [InlineData("rowLabelStep", "0", "its 'rowLabelStep' should be a whole number from 1 up, not 0")]
    [InlineData("columnLabelStep", "1.5", "its 'columnLabelStep' should be a whole number from 1 up, not 1.5")]
    [InlineData("cellPixels", "0", "its 'cellPixels' should be a whole number from 1 to 10000, not 0")]
    [InlineData("cellPixels", "2147483647", "its 'cellPixels' should be a whole number from 1 to 10000, not 2147483647")]
    [InlineData("width", "0", "its 'width' should be a number above 0, not 0")]
    [InlineData("dpi", "-1", "its 'dpi' should be a number above 0, not -1")]
    [InlineData("dpi", "\"200\"", "its 'dpi' should be a number above 0, not \"200\"")]
    [InlineData("fontSize", "0", "its 'fontSize' should be a number above 0, not 0")]
    [InlineData("quality", "101", "its 'quality' should be a whole number from 1 to 100, not 101")]
    [InlineData("square", "1", "its 'square' should be true or false, not 1")]
    [InlineData("lineWidth", "-1", "its 'lineWidth' should be a number from 0 to 1000, not -1")]
    [InlineData("lineWidth", "1e308", "its 'lineWidth' should be a number from 0 to 1000, not 1e308")]
    [InlineData(
        "lineColor", "\"pale\"",
        "its 'lineColor' cannot be used: 'pale' is not a colour; write #rgb, #rrggbb, #rrggbbaa or a CSS colour name such as 'steelblue'")]
    [InlineData("theme", "\"ligt\"", "its 'theme' cannot be used: No theme 'ligt'. Did you mean 'light'? There are light, dark")]
    [InlineData("scale.vmin", "\"0\"", "its 'scale.vmin' should be a number of double precision, not \"0\"")]
    [InlineData("scale.norm.gamma", "null", "its 'scale.norm' lacks 'gamma'")]
    [InlineData("scale.norm.colorCount", "0", "its 'scale.norm.colorCount' should be a whole number from 1 up, not 0")]
    [InlineData("scale.colormap", "{\"name\":\"x\",\"colors\":[]}", "its 'scale.colormap.colors' should be at least one colour, not []")]
    [InlineData("annotation", "{\"format\":\".2g\",\"size\":-3}", "its 'annotation.size' should be a number above 0, not -3")]
    [InlineData("rowHeadings", "[\"a\",\"b\"]", "its 'rowHeadings' should have a heading for each of 1 panels, or none, not 2 of them")]
    [InlineData("rowLabels", "[\"a\"]", "its 'rowLabels' should have a label for each of 2 cells, or none, not 1 of them")]
    [InlineData("columnLabels", "[null]", "its 'columnLabels[0]' should be a string, not null")]
    [InlineData(
        "rowSegments", "[{\"start\":1,\"end\":3,\"name\":\"\"}]",
        "its 'rowSegments[0]' should begin before it ends, within 2 cells, but runs from 1 to 3")]
    [InlineData("caption", "[{\"text\":\"t\",\"role\":\"3\"}]", "its 'caption[0].role' should be one of Fact, Quote, Shown, not \"3\"")]
    [InlineData("panels", "[]", "its 'panels' should be at least one panel, not []")]
    [InlineData("panels.0.row", "-1", "its 'panels[0].row' should be a whole number from 0 to 9999, not -1")]
    [InlineData("panels.0.column", "2147483647", "its 'panels[0].column' should be a whole number from 0 to 9999, not 2147483647")]
    [InlineData("panels.0.name", "\"../x\"", "its 'panels[0].name' should be the name of a file without its folder, not \"../x\"")]
    [InlineData(
        "panels.0.rowLabels", "[\"a\"]",
        "its 'panels[0].rowLabels' should have a label for each of 2 cells, or none, not 1 of them")]
    [InlineData(
        "panels.0.vmin", "-5", "its 'panels[0].vmin' should be 0, which follows from the numbers and 'scale', where limits are set, not -5")]
    [InlineData(
        "panels.0.vmax", "2.00001", "its 'panels[0].vmax' should be 2, which follows from the numbers and 'scale', where limits are set, not 2.00001")]
    [InlineData("panels.0.vmax", "\"2\"", "its 'panels[0].vmax' should be a number of double precision, not \"2\"")]
    [InlineData("panels.0.vmin", "1e400", "its 'panels[0].vmin' should be a number of double precision, not 1e400")]
    [InlineData(
        "scale.vmin", "0.5", "its 'panels[0].vmin' should be 0.5, which follows from the numbers and 'scale', where limits are set, not 0")]
    [InlineData(
        "scale.vmin", "7",
        "its 'scale' cannot be used: The scale would run from 7 to 2; vmin must lie below vmax: change one, "
        + "or leave both out to take them from the data")]
    [InlineData("panels.0.annotationTexts", "[]", "its 'panels[0].annotationTexts' should have a text for each of 2 cells, not 0 of them")]
    [InlineData(
        "panels.0.notes", "[{\"column\":1e400}]",
        "its 'panels[0].notes[0].column' should be a number of double precision, not 1e400")]
    [InlineData("panels.0.values.type", "\"float16\"", "its 'panels[0].values.type' should be float32 or float64, not \"float16\"")]
    [InlineData(
        "panels.0.values.type", "\"float32\"",
        "its 'panels[0].values.numbers' should hold 2 numbers, as rows and columns say, and holds more")]
    [InlineData(
        "panels.0.values.rows", "1",
        "its 'panels[0].values.numbers' should hold 1 numbers, as rows and columns say, and holds more")]
    [InlineData(
        "panels.0.values.columns", "2",
        "its 'panels[0].values.numbers' should hold 4 numbers, as rows and columns say, and holds fewer")]
    [InlineData(
        "panels.0.values.rows", "2147483647",
        "its 'panels[0].values' should have no more than 1048576 numbers, not 2147483647 rows of 1")]
    [InlineData("panels.0.values.numbers", "\"x\"", "its 'panels[0].values.numbers' should be base64, and is not")]
    [InlineData("panels.0.values.numbers", "\"AAAA\"", "its 'panels[0].values.numbers' cannot be unpacked")]
    [InlineData("panels.0.values.rounded", "{\"2\":\"1\"}", "its 'panels[0].values.rounded.2' should be named after a cell, from 0 to 1")]
    [InlineData(
        "panels.0.values.rounded", "{\"0\":\"1.5\"}",
        "its 'panels[0].values.rounded.0' should be a whole number as a string, not \"1.5\"")]
    [InlineData("source.layerCount", "-1", "its 'source.layerCount' should be a whole number from 0 up, not -1")]
    [InlineData("source.tokens", "\"a\"", "its 'source.tokens' should be a list, not \"a\"")]
    [InlineData("source.text", "3", "its 'source.text' should be a string, not 3")]
    public void What_a_field_cannot_be_is_told_by_its_name(string place, string value, string fault)
    {
        Figure figure = Samples.Record(1, 1, ["a", "b"], "t").ToFigure();
        figure = figure with
        {
            Scale = figure.Scale with { Colormap = null },
            RowLabels = [],
            ColumnLabels = [],
            Panels = [figure.Panels[0] with { Values = new(2, 1, new double[] { 1, 2 }) }],
        };
        JsonNode root = JsonNode.Parse(FigureManifest.ToJson(figure))!;
        string[] steps = place.Split('.');
        JsonNode at = steps[..^1].Aggregate(root, (node, step) => node is JsonArray list ? list[int.Parse(step)]! : node[step]!);
        at[steps[^1]] = JsonNode.Parse(value);

        AttnExtractException refusal = Assert.Throws<AttnExtractException>(() => FigureManifest.FromJson(root.ToJsonString(), "'m.json'"));

        Assert.Equal($"'m.json' is damaged: {fault}.", refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Figures), DisableDiscoveryEnumeration = true)]
    public void A_figure_drawn_from_its_own_file_is_the_same_file(string name, Figure figure)
    {
        foreach (FigureFormat format in (FigureFormat[])[FigureFormat.Png, FigureFormat.Svg, FigureFormat.WebP, FigureFormat.Jpeg])
        {
            string path = Path.Combine(_folder, name + format.Extension);
            figure.Save(path);

            using MemoryStream again = new();
            format.Write(FigureManifest.Read(path), again);

            Assert.Equal(File.ReadAllBytes(path), again.ToArray());
        }
    }

    [Fact]
    public void A_manifest_says_where_the_numbers_come_from()
    {
        AttentionRecord record = Samples.Record(2, 3, Samples.Sentence);
        string path = Path.Combine(_folder, "m.json");
        Figure figure = record.ToFigure();
        Provenance special = record.Provenance with { Ablations = ["1.0=zero"], ReplacedSites = ["embed.out"] };
        File.WriteAllText(path, FigureManifest.ToJson(figure with { Source = figure.Source! with { Provenance = special } }));

        FigureSource source = FigureManifest.Read(path).Source!;

        Assert.Equal((record.Text, record.Pair), (source.Text, source.Pair));
        Assert.Equal(Samples.Sentence, source.Tokens);
        Assert.Equal(special.Ablations, source.Provenance.Ablations);
        Assert.Equal(special.ReplacedSites, source.Provenance.ReplacedSites);
        Assert.Equal(
            special with { Ablations = [], ReplacedSites = [] }, source.Provenance with { Ablations = [], ReplacedSites = [] });
    }

    [Fact]
    public void A_pdf_carries_the_manifest_as_an_attachment()
    {
        Figure figure = Samples.Record(2, 3, Samples.Sentence).ToFigure();
        using MemoryStream stream = new();
        FigureFormat.Pdf.Write(figure, stream);

        using PdfDocument document = PdfDocument.Open(stream.ToArray());

        Assert.True(document.Advanced.TryGetEmbeddedFiles(out IReadOnlyList<UglyToad.PdfPig.Content.EmbeddedFile>? files));
        Assert.Equal(FigureManifest.ToJson(figure), Encoding.UTF8.GetString(Assert.Single(files).Memory.Span));
        Assert.Single(document.GetPages());
    }

    [Fact]
    public void A_large_matrix_is_described_without_its_numbers()
    {
        string json = FigureManifest.ToJson(Heatmap.Of(new Matrix(1100, 1000, new float[1_100_000])));

        Assert.InRange(json.Length, 1, 100_000);
        Assert.Equal(
            "'m.json' says how the figure was made but not its numbers, which were too many; draw it from the data.",
            Assert.Throws<AttnExtractException>(() => FigureManifest.FromJson(json, "'m.json'")).Message);
    }

    [Theory]
    [InlineData("a.json", "{}", "'{0}' is not a figure's manifest of form 1.")]
    [InlineData("a.json", "{\"attnExtractFigure\": 2}", "'{0}' is not a figure's manifest of form 1.")]
    [InlineData("a.png", "no png", "'{0}' carries no manifest; it was not made by AttnExtract, or a program has removed it.")]
    [InlineData("a.svg", "<svg/>", "'{0}' carries no manifest; it was not made by AttnExtract, or a program has removed it.")]
    [InlineData("a.webp", "RIFF", "'{0}' carries no manifest; it was not made by AttnExtract, or a program has removed it.")]
    [InlineData("a.jpeg", "no jpeg", "'{0}' carries no manifest; it was not made by AttnExtract, or a program has removed it.")]
    [InlineData("a.pdf", "", "'{0}' cannot be drawn again; give a manifest (.json), or a .png, .svg, .webp or .jpg file made by AttnExtract.")]
    public void A_file_without_a_manifest_is_named(string name, string content, string expected)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);

        Assert.Equal(string.Format(expected, path), Assert.Throws<AttnExtractException>(() => FigureManifest.Read(path)).Message);
    }
}
