using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
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
}
