using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Testing;
using ImageMagick;
using SkiaSharp;

namespace AttnExtract.Render.Tests.Formats;

/// <summary>SVG files drawn by librsvg, which Magick.NET brings along on every platform, beside our own PNG of the same page of whole pixels.</summary>
public sealed class SvgRendererTests : IClassFixture<SvgRendererTests.BundledFonts>
{
    // Of 255, for each colour channel of a cell.
    private const int MostAwayInCells = 1;

    // With the mean difference over the whole page that is allowed, of 255: text is smoothed otherwise, and some pages are full of it.
    private static readonly Dictionary<string, (Figure Figure, double MeanDifference)> Figures = new()
    {
        ["a grid"] = (Grid(), 2),
        ["cells as rectangles"] = (Grid() with { Cells = CellStyle.Vector }, 2),
        ["one head with numbers"] = (Samples.Record(1, 1, Samples.Sentence).ToFigure() with { Annotation = new() }, 4),
        ["Chinese"] = (Samples.Record(1, 2, ["[CLS]", "猫", "坐", "在", "垫", "子", "上", "[SEP]"], "猫坐在垫子上").ToFigure(), 2),
        ["many tokens"] = (Samples.Record(2, 2, [.. Enumerable.Range(0, 60).Select(i => $"token{i}")]).ToFigure(), 2),
        ["dark"] = (Grid() with { Theme = Theme.Dark, LineWidth = 0.5 }, 2),
    };

    public static TheoryData<string> Names { get; } = [.. Figures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_renderer_draws_the_same_picture(string what)
    {
        (Figure figure, double allowed) = Figures[what];
        using SKBitmap theirs = SKBitmap.Decode(Draw(figure));
        using SKBitmap ours = SKBitmap.Decode(figure.ToPng());

        Assert.InRange(theirs.Width, ours.Width - 1, ours.Width + 1);
        Assert.InRange(theirs.Height, ours.Height - 1, ours.Height + 1);
        double mean = MeanOver(ours, theirs);
        Assert.True(mean <= allowed, $"{what} differs by {mean:0.00} of 255 on average; allowed is {allowed}.");
        CheckCells(what, figure, ours, theirs);
    }

    // Skia gives white letters 1.47 times the ink of black ones (SkiaSharp 4.154.0) where nothing is done about it.
    [Theory]
    [InlineData("light", 0, 1)]
    [InlineData("light", 1, 0)]
    [InlineData("dark", 0, 1)]
    public void Letters_on_dark_cells_have_the_ink_of_those_on_light_ones(string theme, double left, double right)
    {
        Figure figure = new()
        {
            Panels = [new(0, 0, "", new Matrix(1, 2, new[] { left, right })) { Annotations = new Matrix(1, 2, new[] { 0.58, 0.58 }) }],
            Annotation = new(),
            Theme = Theme.Get(theme),
        };
        Rect cells = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled)).Panels[0].Cells;
        foreach (SKBitmap picture in new[] { SKBitmap.Decode(figure.ToPng()), SKBitmap.Decode(Draw(figure)) })
        {
            using SKBitmap drawn = picture;
            (double onLeft, double onRight) = (InkIn(drawn, cells.X, cells), InkIn(drawn, cells.X + (cells.Width / 2), cells));
            Assert.True(onLeft > 10);
            Assert.InRange(onLeft / onRight, 0.98, 1.02);
        }
    }

    // How many pixels' worth of ink lies in one of two cells: 1 for each that has the text's colour, which is the farthest from the cell's.
    private static double InkIn(SKBitmap picture, double left, Rect cells)
    {
        SKColor cell = picture.GetPixel((int)left + 2, (int)cells.Y + 2);
        bool isLight = cell.Green > 127;
        double text = isLight ? Rgba.Ink.G : 255;
        double ink = 0;
        for (int y = (int)cells.Y + 1; y < (int)cells.Bottom - 1; y++)
        {
            for (int x = (int)left + 1; x < (int)(left + (cells.Width / 2)) - 1; x++)
            {
                ink += (picture.GetPixel(x, y).Green - cell.Green) / (text - cell.Green);
            }
        }

        return ink;
    }

    private static Figure Grid() =>
        Samples.Record(2, 3, ["[CLS]", "the  cat", "<&>\"'", "猫坐a", "🤖", "[SEP]"], "a & b < c 猫").ToFigure().With(colormap: "Greens_r");

    private static double MeanOver(SKBitmap ours, SKBitmap theirs)
    {
        long difference = 0;
        (int width, int height) = (Math.Min(ours.Width, theirs.Width), Math.Min(ours.Height, theirs.Height));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (SKColor a, SKColor b) = (ours.GetPixel(x, y), theirs.GetPixel(x, y));
                difference += Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
            }
        }

        return difference / (3.0 * width * height);
    }

    // Near a cell's corner no number stands, and a blur or a shift by some pixels would show.
    private static void CheckCells(string what, Figure figure, SKBitmap ours, SKBitmap theirs)
    {
        foreach (PanelLayout panel in FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled)).Panels)
        {
            (int rows, int columns) = (panel.Panel.Values.Rows, panel.Panel.Values.Columns);
            (double width, double height) = (panel.Cells.Width / columns, panel.Cells.Height / rows);
            for (int i = 0; i < rows * columns; i++)
            {
                int x = (int)(panel.Cells.X + (((i % columns) + 0.2) * width));
                int y = (int)(panel.Cells.Y + (((i / columns) + 0.2) * height));
                (SKColor a, SKColor b) = (ours.GetPixel(x, y), theirs.GetPixel(x, y));
                int away = Math.Max(Math.Abs(a.Red - b.Red), Math.Max(Math.Abs(a.Green - b.Green), Math.Abs(a.Blue - b.Blue)));
                Assert.True(away <= MostAwayInCells, $"{what}: the cell at {x}, {y} is {b} instead of {a}.");
            }
        }
    }

    private static byte[] Draw(Figure figure)
    {
        using MemoryStream svg = new();
        FigureDocument document = new(figure);
        SvgFormat.Write(document, document.Layout, svg);
        MagickReadSettings settings = new() { Format = MagickFormat.Svg, Density = new(figure.Dpi), BackgroundColor = MagickColors.White };
        using MagickImage drawn = new(svg.ToArray(), settings);
        return drawn.ToByteArray(MagickFormat.Png24);
    }

    /// <summary>The bundled fonts where librsvg looks: it reads none from an SVG file, and the machine may have none.</summary>
    public sealed class BundledFonts : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public BundledFonts()
        {
            foreach (FontFace face in FontSet.Bundled.Faces)
            {
                using Stream font = typeof(Figure).Assembly.GetManifestResourceStream($"AttnExtract.Render.Fonts.{face.FileName}")!;
                using FileStream file = File.Create(_folder[face.FileName]);
                font.CopyTo(file);
            }

            string settings = $"<fontconfig><dir>{_folder.Path}</dir><cachedir>{_folder["cache"]}</cachedir></fontconfig>";
            File.WriteAllText(_folder["fonts.conf"], settings);
            MagickNET.SetFontConfigDirectory(_folder.Path);
        }

        public void Dispose() => _folder.Dispose();
    }
}
