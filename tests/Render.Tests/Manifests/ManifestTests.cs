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
    [InlineData("\"rowLabelStep\":0,", "labels stand at no step")]
    [InlineData("\"columnLabelStep\":-1,", "labels stand at no step")]
    [InlineData("\"cellPixels\":0,", "cells are 0 pixels wide")]
    [InlineData("\"cellPixels\":2147483647,", "cells are 2147483647 pixels wide")]
    [InlineData("\"width\":0,", "its page has no size")]
    [InlineData("", "a panel stands in row -1 and column 0", "\"row\":0", "\"row\":-1")]
    [InlineData("", "a panel stands in row 0 and column 2147483647", "\"column\":0", "\"column\":2147483647")]
    [InlineData("", "its page has no size", "\"dpi\":200", "\"dpi\":-1")]
    public void What_no_figure_has_is_refused(string added, string fault, string was = "{", string becomes = "{")
    {
        string json = JsonNode.Parse(FigureManifest.ToJson(Heatmap.Of(new Matrix(1, 1, new double[] { 1 }))))!.ToJsonString();
        int at = json.IndexOf(was, StringComparison.Ordinal);
        json = $"{json[..at]}{becomes}{added}{json[(at + was.Length)..]}";

        Assert.Equal(
            $"it is not a figure's manifest, or is damaged: {fault}.",
            Assert.Throws<AttnExtractException>(() => FigureManifest.FromJson(json, "it")).Message);
    }

    [Theory]
    [MemberData(nameof(Figures), DisableDiscoveryEnumeration = true)]
    public void A_figure_drawn_from_its_own_file_is_the_same_file(string name, Figure figure)
    {
        foreach (FigureFormat format in (FigureFormat[])[FigureFormat.Png, FigureFormat.Svg])
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
    [InlineData("a.pdf", "", "'{0}' cannot be drawn again; give a manifest (.json), or a .png or .svg file made by AttnExtract.")]
    public void A_file_without_a_manifest_is_named(string name, string content, string expected)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);

        Assert.Equal(string.Format(expected, path), Assert.Throws<AttnExtractException>(() => FigureManifest.Read(path)).Message);
    }
}
