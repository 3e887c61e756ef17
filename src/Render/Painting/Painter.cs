using System.Runtime.InteropServices;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using SkiaSharp;

namespace AttnExtract.Render.Painting;

/// <summary>Puts a layout on a canvas: the only file that draws.</summary>
internal sealed class Painter(SKCanvas canvas, FigureLayout layout)
{
    private static readonly SKSamplingOptions Crisp = new(SKFilterMode.Nearest);
    private static readonly Rgba FrameColor = new(64, 64, 64);

    /// <summary>Draws the whole page.</summary>
    public void Paint()
    {
        PaintBackground();
        PaintCells();
        PaintLinesBetweenCells();
        PaintColorBars();
        PaintFrames();
        PaintTicks();
        PaintTexts();
    }

    private void PaintBackground() => canvas.Clear(ToSkia(layout.Background));

    private void PaintCells()
    {
        foreach (PanelLayout panel in layout.Panels)
        {
            Matrix values = panel.Panel.Values;
            PaintImage(CellRaster.Colors(values, panel.Scale, layout.Background), values.Columns, values.Rows, panel.Cells);
        }
    }

    private void PaintLinesBetweenCells()
    {
        double line = layout.CellLine;
        foreach (PanelLayout panel in line > 0 ? layout.Panels : [])
        {
            (Matrix values, Rect cells) = (panel.Panel.Values, panel.Cells);
            for (int row = 1; row < values.Rows; row++)
            {
                double y = cells.Y + (row * cells.Height / values.Rows) - Math.Floor(line / 2);
                FillRect(new(cells.X, y, cells.Width, line), layout.CellLineColor);
            }

            for (int column = 1; column < values.Columns; column++)
            {
                double x = cells.X + (column * cells.Width / values.Columns) - Math.Floor(line / 2);
                FillRect(new(x, cells.Y, line, cells.Height), layout.CellLineColor);
            }
        }
    }

    private void PaintColorBars()
    {
        foreach (ColorBarLayout bar in layout.ColorBars)
        {
            Rgba[] colors = [.. bar.Scale.Norm.BarColors(bar.Scale.Colormap)];
            if (bar.IsUpright)
            {
                Array.Reverse(colors);
            }

            PaintImage(colors, bar.IsUpright ? 1 : colors.Length, bar.IsUpright ? colors.Length : 1, bar.Bar);
        }
    }

    private void PaintFrames()
    {
        foreach (Rect frame in layout.Panels.Select(panel => panel.Frame).Concat(layout.ColorBars.Select(bar => bar.Frame)))
        {
            double line = layout.Line;
            FillRect(new(frame.X, frame.Y, frame.Width, line), FrameColor);
            FillRect(new(frame.X, frame.Bottom - line, frame.Width, line), FrameColor);
            FillRect(new(frame.X, frame.Y, line, frame.Height), FrameColor);
            FillRect(new(frame.Right - line, frame.Y, line, frame.Height), FrameColor);
        }
    }

    private void PaintTicks()
    {
        foreach (Rect tick in layout.Panels.SelectMany(panel => panel.Ticks).Concat(layout.ColorBars.SelectMany(bar => bar.Ticks)))
        {
            FillRect(tick, FrameColor);
        }
    }

    private void PaintTexts()
    {
        foreach (TextMark mark in layout.Texts)
        {
            canvas.Save();
            canvas.Translate((float)mark.X, (float)mark.Y);
            if (mark.Upright)
            {
                canvas.RotateDegrees(-90);
            }

            double length = mark.Upright ? mark.Bounds.Height : mark.Bounds.Width;
            double x = mark.Align switch { TextAlign.Start => 0, TextAlign.Middle => -length / 2, _ => -length };
            using SKPaint paint = new() { Color = ToSkia(mark.Color), IsAntialias = true };
            foreach (FontRun run in FontSet.Split(mark.Text))
            {
                SKFont font = FontSet.At(run.Face, mark.Size);
                canvas.DrawText(run.Text, (float)x, 0, SKTextAlign.Left, font, paint);
                x += font.MeasureText(run.Text);
            }

            canvas.Restore();
        }
    }

    private void PaintImage(Rgba[] pixels, int width, int height, Rect target)
    {
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKImage image = SKImage.FromPixelCopy(info, MemoryMarshal.AsBytes(pixels.AsSpan()), info.RowBytes);
        canvas.DrawImage(image, ToSkia(target), Crisp);
    }

    private void FillRect(Rect rect, Rgba color)
    {
        using SKPaint paint = new() { Color = ToSkia(color), IsAntialias = false };
        canvas.DrawRect(ToSkia(rect), paint);
    }

    private static SKRect ToSkia(Rect rect) => new((float)rect.X, (float)rect.Y, (float)rect.Right, (float)rect.Bottom);

    private static SKColor ToSkia(Rgba color) => new(color.R, color.G, color.B, color.A);
}
