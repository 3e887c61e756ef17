using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using SkiaSharp;

namespace AttnExtract.Render.Tests.Formats;

public sealed class PngTests
{
    private static readonly Figure Grid = Samples.Record(3, 4, Samples.Sentence).ToFigure().With(colormap: "Greens_r");

    [Fact]
    public void Every_pixel_of_every_cell_has_the_colour_of_its_number()
    {
        FigureLayout layout = FigureLayout.Create(Grid, new FontMeasure(FontSet.Bundled));
        using SKBitmap picture = SKBitmap.Decode(Grid.ToPng());

        Assert.Equal((layout.Width, layout.Height), (picture.Width, picture.Height));
        foreach (PanelLayout panel in layout.Panels)
        {
            Matrix values = panel.Panel.Values;
            int side = (int)panel.Cells.Width / values.Columns;
            for (int y = 0; y < values.Rows * side; y++)
            {
                for (int x = 0; x < values.Columns * side; x++)
                {
                    SKColor pixel = picture.GetPixel((int)panel.Cells.X + x, (int)panel.Cells.Y + y);
                    Assert.Equal(panel.Scale[values[y / side, x / side]], new Rgba(pixel.Red, pixel.Green, pixel.Blue, pixel.Alpha));
                }
            }
        }
    }

    [Fact]
    public void Cells_without_a_number_show_the_page()
    {
        Figure figure = new() { Panels = [new(0, 0, "", new Matrix(1, 3, new[] { 0, double.NaN, 1 }))] };
        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));
        using SKBitmap picture = SKBitmap.Decode(figure.ToPng());

        Rect cells = layout.Panels[0].Cells;
        Assert.Equal(SKColors.White, picture.GetPixel((int)(cells.X + (cells.Width / 2)), (int)(cells.Y + (cells.Height / 2))));
    }

    [Fact]
    public void Bytes_are_the_same_from_run_to_run_and_from_thread_to_thread()
    {
        byte[] first = Grid.ToPng();

        byte[][] more = new byte[4][];
        Parallel.For(0, more.Length, i => more[i] = Samples.Record(3, 4, Samples.Sentence).ToFigure().With(colormap: "Greens_r").ToPng());

        Assert.All(more, bytes => Assert.Equal(first, bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(300)]
    public void Strips_make_one_picture(int rows)
    {
        byte[] pixels = new byte[4 * 50 * 150];
        new Random(rows).NextBytes(pixels.AsSpan(0, pixels.Length / 2));
        using MemoryStream file = new();
        int count = (150 + rows - 1) / rows;

        PngWriter.Write(50, 150, null, [], Enumerable.Range(0, count).Select(strip => PngStrip.Of(pixels, 50, strip * rows, rows, 0, 150)), file);

        using SKBitmap picture = SKBitmap.Decode(file.ToArray());
        Assert.Equal(
            pixels.Chunk(4).Select(pixel => new SKColor(pixel[0], pixel[1], pixel[2])), picture.Pixels);
        Assert.Equal(count, Count(file.ToArray(), "IDAT"u8));
    }

    [Fact]
    public void A_page_of_many_pixels_is_coloured_and_compressed_in_parts()
    {
        const int Side = 4100;
        double[] numbers = [.. Enumerable.Range(0, Side * Side).Select(i => (double)((i * 7L) % 1009))];
        FigureDocument document = new(Heatmap.Of(new Matrix(Side, Side, numbers), [], []));
        using MemoryStream file = new();

        FigureFormat.Png.Write(document, file);

        Assert.True(Count(file.ToArray(), "IDAT"u8) > 30);
        using SKBitmap picture = SKBitmap.Decode(file.ToArray());
        PanelLayout panel = document.Layout.Panels[0];
        for (int row = 0; row < Side; row++)
        {
            int column = (row * 13) % Side;
            SKColor pixel = picture.GetPixel((int)panel.Cells.X + column, (int)panel.Cells.Y + row);
            Assert.Equal(panel.Scale[panel.Panel.Values[row, column]], new Rgba(pixel.Red, pixel.Green, pixel.Blue));
        }
    }

    [Fact]
    public void Checksums_of_parts_make_that_of_the_whole()
    {
        byte[] bytes = new byte[100_000];
        new Random(0).NextBytes(bytes);
        Adler32 whole = Adler32.Empty.With(bytes);

        Assert.Equal(0x11E60398u, Adler32.Empty.With("Wikipedia"u8).Value);
        foreach (int cut in new[] { 0, 1, 5552, 65_521, 70_000, 100_000 })
        {
            Assert.Equal(whole, Adler32.Empty.With(bytes.AsSpan(0, cut)).Then(Adler32.Empty.With(bytes.AsSpan(cut)), bytes.Length - cut));
        }
    }

    [Fact]
    public void The_file_says_its_resolution()
    {
        byte[] png = (Grid with { Dpi = 300 }).ToPng();

        int chunk = png.AsSpan().IndexOf("pHYs"u8);
        Assert.Equal([0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1], png[(chunk + 4)..(chunk + 13)]); // 11,811 a metre
    }

    [Fact]
    public void Text_is_drawn_where_the_layout_says_and_nowhere_else()
    {
        Figure figure = Samples.Record(1, 2, ["[CLS]", "猫", "Ġé", "gjpqy|", "[SEP]"]).ToFigure();
        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));
        using SKBitmap picture = SKBitmap.Decode(figure.ToPng());
        List<Rect> allowed =
        [
            .. layout.Texts.Select(text => text.Bounds),
            .. layout.Panels.Select(panel => panel.Frame), .. layout.ColorBars.Select(bar => bar.Frame),
            .. layout.Panels.SelectMany(panel => panel.Ticks), .. layout.ColorBars.SelectMany(bar => bar.Ticks),
        ];

        bool[] drawn = new bool[layout.Texts.Count];
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                if (picture.GetPixel(x, y) != SKColors.White)
                {
                    Rect pixel = new(x, y, 1, 1);
                    Rect near = new(x - 1, y - 1, 3, 3);
                    Assert.True(allowed.Exists(rect => rect.Overlaps(near)), $"ink at {x}, {y}");
                    for (int i = 0; i < drawn.Length; i++)
                    {
                        drawn[i] |= allowed[i].Overlaps(pixel);
                    }
                }
            }
        }

        Assert.DoesNotContain(false, drawn);
    }

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> chunk)
    {
        int count = 0;
        while (bytes.IndexOf(chunk) is >= 0 and int at)
        {
            bytes = bytes[(at + chunk.Length)..];
            count++;
        }

        return count;
    }
}
