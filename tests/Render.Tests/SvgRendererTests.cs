using System.ComponentModel;
using System.Diagnostics;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using SkiaSharp;

namespace AttnExtract.Render.Tests;

/// <summary>
/// SVG files drawn by librsvg, beside our own PNG. They need its program rsvg-convert (Debian: librsvg2-bin), so they run where they
/// are asked for: <c>AttnExtract.Render.Tests -explicit only</c>, as .ci/run does.
/// </summary>
public sealed class SvgRendererTests
{
    // Of 255, per colour channel. Text is smoothed otherwise, and comes in another font where ours are not installed; cells, frames,
    // bars and lines are the same.
    private const double MeanDifference = 1.5;
    private const int MostAwayInCells = 1;

    public static TheoryData<string, Figure> Figures { get; } = new()
    {
        { "a grid", Grid() },
        { "cells as rectangles", Grid() with { Cells = CellStyle.Vector } },
        { "one head with numbers", Samples.Record(1, 1, Samples.Sentence).ToFigure() with { Annotation = new() } },
        { "Chinese", Samples.Record(1, 2, ["[CLS]", "猫", "坐", "在", "垫", "子", "上", "[SEP]"], "猫坐在垫子上").ToFigure() },
        { "many tokens", Samples.Record(2, 2, [.. Enumerable.Range(0, 60).Select(i => $"token{i}")]).ToFigure() },
        { "dark", Grid() with { Theme = Theme.Dark, LineWidth = 0.5 } },
    };

    [Theory(Explicit = true)]
    [MemberData(nameof(Figures), DisableDiscoveryEnumeration = true)]
    public void Another_renderer_draws_the_same_picture(string what, Figure figure)
    {
        using SKBitmap theirs = SKBitmap.Decode(Draw(figure));
        using SKBitmap ours = SKBitmap.Decode(figure.ToPng());

        Assert.InRange(theirs.Width, ours.Width - 1, ours.Width + 1);
        Assert.InRange(theirs.Height, ours.Height - 1, ours.Height + 1);
        double mean = MeanOver(ours, theirs);
        Assert.True(mean <= MeanDifference, $"{what} differs by {mean:0.00} of 255 on average; allowed is {MeanDifference}.");
        CheckCells(what, figure, ours, theirs);
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
        foreach (PanelLayout panel in FigureLayout.Create(figure, new FontMeasure()).Panels)
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
        FigureFormat.Svg.Write(figure, svg);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("rsvg-convert", ["--dpi-x", "200", "--dpi-y", "200"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Task write = Task.Run(() =>
            {
                process.StandardInput.BaseStream.Write(svg.ToArray());
                process.StandardInput.Close();
            });
            using MemoryStream png = new();
            process.StandardOutput.BaseStream.CopyTo(png);
            write.Wait();
            return png.ToArray();
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("rsvg-convert is missing: install librsvg2-bin (Debian) or librsvg.", missing);
        }
    }
}
