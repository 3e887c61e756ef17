using AttnExtract.Ground;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Testing;
using SkiaSharp;

namespace AttnExtract.Render.Tests.Formats;

/// <summary>WebP and JPEG, beside PNG.</summary>
public sealed class PictureFormatTests
{
    private static readonly Figure Grid = Samples.Record(2, 3, Samples.Sentence).ToFigure() with { Dpi = 100 };

    public static TheoryData<string> Extensions => [".webp", ".jpg"];

    [Theory]
    [InlineData(".webp", null, 0)]
    [InlineData(".webp", 80, 8)]
    [InlineData(".jpg", null, 2)]
    [InlineData(".jpeg", 60, 8)]
    public void Pixels_are_those_of_the_png_as_far_as_the_quality_goes(string extension, int? quality, double mostAway)
    {
        using SKBitmap exact = SKBitmap.Decode(Grid.ToPng());
        using SKBitmap picture = SKBitmap.Decode(Bytes(Grid with { Quality = quality }, extension));

        Assert.Equal((exact.Width, exact.Height), (picture.Width, picture.Height));
        double away = exact.Pixels.Zip(picture.Pixels)
            .Average(pair => (Math.Abs(pair.First.Red - pair.Second.Red) + Math.Abs(pair.First.Green - pair.Second.Green)
                + Math.Abs(pair.First.Blue - pair.Second.Blue)) / 3.0);
        Assert.InRange(away, 0, mostAway);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_lower_quality_takes_fewer_bytes(string extension) =>
        Assert.True(Bytes(Grid with { Quality = 30 }, extension).Length < Bytes(Grid with { Quality = 90 }, extension).Length);

    [Fact]
    public void A_jpeg_says_its_resolution()
    {
        byte[] jpeg = Bytes(Grid, ".jpg");

        Assert.Equal([1, 0, 100, 0, 100], jpeg[13..18]);
    }

    // More than one segment of a JPEG holds.
    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_long_manifest_comes_back(string extension)
    {
        using TemporaryFolder folder = new();
        Random random = new(1);
        Figure figure = Heatmap.Of(new Matrix(200, 200, Enumerable.Range(0, 40_000).Select(_ => random.NextDouble()).ToArray()), [], []) with { Dpi = 50 };
        string path = folder["long" + extension];
        figure.Save(path);

        Assert.True(FigureManifest.ToJson(figure).Length > 200_000);
        Assert.Equal(FigureManifest.ToJson(figure), FigureManifest.ToJson(FigureManifest.Read(path)));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_file_that_ends_early_is_refused_in_a_sentence(string extension)
    {
        using TemporaryFolder folder = new();
        byte[] whole = Bytes(Grid, extension);
        string path = folder["cut" + extension];
        for (int length = 0; length < whole.Length; length += 997)
        {
            File.WriteAllBytes(path, whole[..length]);

            // A JPEG has its manifest before its picture.
            Exception? error = Record.Exception(() => FigureManifest.Read(path));
            Assert.True(error is AttnExtractException || (error is null && extension == ".jpg" && length > 2000), $"{error} at {length}");
        }
    }

    [Theory]
    [InlineData(".webp", "16383", 17_000)]
    [InlineData(".jpg", "65500", 66_000)]
    public void A_page_that_is_too_large_is_refused(string extension, string most, int width)
    {
        Figure figure = Heatmap.Of(new Matrix(1, width, new float[width]), [], []) with { CellPixels = 1, ColorBar = ColorBarOptions.None };
        FigureDocument document = new(figure);

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => Bytes(figure, extension));

        Assert.Equal(
            FormattableString.Invariant($"A picture of {document.Layout.Width} × {document.Layout.Height} pixels does not fit into {extension}, ")
                + $"which holds {most} a side; give a lower resolution, less width or another format.",
            error.Message);
    }

    private static byte[] Bytes(Figure figure, string extension)
    {
        using MemoryStream stream = new();
        FigureFormat.For("x" + extension).Write(figure, stream);
        return stream.ToArray();
    }
}
