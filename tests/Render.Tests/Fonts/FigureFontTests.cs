using System.Security.Cryptography;
using AttnExtract.Ground;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Manifests;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Fonts;

/// <summary>A font belongs to a figure: neither to the process nor to the folder in which it lay.</summary>
public sealed class FigureFontTests : IDisposable
{
    private static readonly Figure Plain = Samples.Record(1, 1, Samples.Sentence).ToFigure();

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Extensions => [.. FigureFormat.All.Select(format => format.Extension)];

    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_figure_with_a_font_leaves_those_without_as_they_are(string extension)
    {
        FigureFormat format = FigureFormat.For("a" + extension);
        byte[] before = Bytes(Plain, format);

        byte[] other = Bytes(Plain with { Font = FigureFont.Open(Font("a.ttf")) }, format);

        Assert.NotEqual(before, other);
        Assert.Equal(before, Bytes(Plain, format));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".svg")]
    public void A_figure_drawn_again_has_its_font(string extension)
    {
        FigureFont font = FigureFont.Open(Path.GetRelativePath(Environment.CurrentDirectory, Font("a.ttf")));
        string path = _folder["a" + extension];
        (Plain with { Font = font }).Save(path);

        Figure again = FigureManifest.Read(path);

        Assert.Equal(font, again.Font);
        foreach (FigureFormat format in FigureFormat.All)
        {
            Assert.Equal(Bytes(Plain with { Font = font }, format), Bytes(again, format));
        }
    }

    [Fact]
    public void A_manifest_names_the_font_and_no_folder_of_this_machine()
    {
        string path = Font("Own.ttf");
        FigureFont font = FigureFont.Open(path);

        string json = FigureManifest.ToJson(Plain with { Font = font });

        Assert.Equal(("Own.ttf", "Droid Sans Fallback"), (font.File, font.Family));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), font.Sha256);
        Assert.Contains(
            $$"""
              "font": {
                "file": "Own.ttf",
                "family": "Droid Sans Fallback",
                "sha256": "{{font.Sha256}}"
              },
            """,
            json);
        Assert.DoesNotContain(Path.GetDirectoryName(path)!, json);
        Assert.DoesNotContain("\"font\"", FigureManifest.ToJson(Plain));
    }

    [Fact]
    public void Fonts_of_the_same_content_are_the_same_font()
    {
        byte[] content = Content();
        File.WriteAllBytes(_folder["a.ttf"], content);
        File.WriteAllBytes(_folder["b.ttf"], content);

        Assert.Equal(FigureFont.Open(_folder["a.ttf"]), FigureFont.Open(_folder["b.ttf"]));
        Assert.Same(FigureFont.Open(_folder["a.ttf"]).Fonts, FigureFont.Open(_folder["b.ttf"]).Fonts);
        Assert.NotEqual(FigureFont.Open(_folder["a.ttf"]), FigureFont.Open(Font("c.ttf")));
        Assert.NotEqual(FigureFont.Open(_folder["a.ttf"]), FigureFont.Bundled);
    }

    [Fact]
    public void A_font_is_found_beside_the_figure()
    {
        byte[] content = Content();
        Figure figure = Unopened("Own.ttf", content);
        File.WriteAllBytes(_folder["Own.ttf"], content);

        byte[] drawn = figure.ToPng();

        Assert.Equal((Plain with { Font = FigureFont.Open(_folder["Own.ttf"]) }).ToPng(), drawn);
    }

    [Fact]
    public void A_font_that_is_missing_or_has_changed_is_named()
    {
        Figure figure = Unopened("fonts/Own.ttf", Content());

        Assert.Equal(
            $"'{_folder["a.json"]}' is written in 'Droid Sans Fallback' of the font file 'fonts/Own.ttf', which is not there; "
            + "give that file with --font FILE, or --font bundled for the bundled fonts.",
            Assert.Throws<AttnExtractException>(() => figure.Save(_folder["b.png"])).Message);
        Assert.False(File.Exists(_folder["b.png"]));

        Figure changed = Unopened("/fonts/Own.ttf", Content());
        Font("Own.ttf");
        Assert.Equal(
            $"'{_folder["a.json"]}' is written in 'Droid Sans Fallback' of the font file '/fonts/Own.ttf', which has changed since; "
            + "give that file with --font FILE, or --font bundled for the bundled fonts.",
            Assert.Throws<AttnExtractException>(() => changed.ToPng()).Message);
    }

    [Fact]
    public void A_figure_whose_font_is_missing_can_be_read_and_drawn_in_another()
    {
        Figure figure = Unopened("Own.ttf", Content());

        Assert.Equal(Bytes(Plain, FigureFormat.Svg), Bytes(figure with { Font = FigureFont.Bundled }, FigureFormat.Svg));
    }

    [Fact]
    public void A_file_that_is_no_font_is_named()
    {
        string path = typeof(FigureFontTests).Assembly.Location;

        Assert.Equal(
            $"'{path}' is not a font that can be read; give a TTF, OTF, TTC or WOFF file.",
            Assert.Throws<AttnExtractException>(() => FigureFont.Open(path)).Message);
        Assert.Equal("There is no font file 'none.ttf'.", Assert.Throws<AttnExtractException>(() => FigureFont.Open("none.ttf")).Message);
    }

    public void Dispose() => _folder.Dispose();

    // A font like no other, so that no other test has opened it: readers of fonts do not look at what follows the tables.
    private static byte[] Content()
    {
        using Stream stream = typeof(Figure).Assembly.GetManifestResourceStream("AttnExtract.Render.Fonts.DroidSansFallback.ttf")!;
        byte[] font = new byte[stream.Length];
        stream.ReadExactly(font);
        return [.. font, .. Guid.NewGuid().ToByteArray()];
    }

    private static byte[] Bytes(Figure figure, FigureFormat format)
    {
        using MemoryStream stream = new();
        format.Write(figure, stream);
        return stream.ToArray();
    }

    private string Font(string name)
    {
        File.WriteAllBytes(_folder[name], Content());
        return _folder[name];
    }

    // A figure of a manifest whose font this process has not opened.
    private Figure Unopened(string file, byte[] font)
    {
        string path = Font("known.ttf");
        FigureFont known = FigureFont.Open(path);
        string json = FigureManifest.ToJson(Plain with { Font = known })
            .Replace("known.ttf", file).Replace(known.Sha256, Convert.ToHexStringLower(SHA256.HashData(font)));
        File.WriteAllText(_folder["a.json"], json);
        return FigureManifest.Read(_folder["a.json"]);
    }
}
