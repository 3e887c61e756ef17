using System.Buffers;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using SkiaSharp;

namespace AttnExtract.Render.Painting;

/// <summary>Puts a layout on a canvas: the only file that draws.</summary>
internal sealed class Painter(SKCanvas canvas, FigureLayout layout, FontSet fonts, Func<FontFace, double, SKFont> sized, bool isVector)
{
    private const double LightText = 50; // of 100, CIE L*

    // Of a larger panel some rows are coloured on every core while others are painted, and the colours of all never lie in memory.
    private const int CellsAtOnce = 1 << 19;

    private static readonly SKSamplingOptions Crisp = new(SKFilterMode.Nearest);

    /// <summary>Draws the whole page.</summary>
    public void Paint()
    {
        PaintBackground();
        PaintCells();
        PaintLinesBetweenCells();
        PaintDividers();
        PaintCurves();
        PaintColorBars();
        PaintFramesAndTicks();
        PaintTexts();
    }

    private void PaintBackground() => canvas.Clear(ToSkia(layout.Theme.Background));

    private void PaintCells()
    {
        foreach (PanelLayout panel in layout.Panels.Where(panel => panel.HasCells))
        {
            Matrix values = panel.Panel.Values;
            if (layout.CellStyle == CellStyle.Vector && isVector)
            {
                foreach ((Rect rect, Rgba color) in CellRects.Of(panel, layout.Theme.Background))
                {
                    FillRects([rect], color);
                }

                continue;
            }

            int rows = isVector ? values.Rows : Math.Clamp(CellsAtOnce / values.Columns, 1, values.Rows);
            double height = panel.Cells.Height / values.Rows;
            int[] bands = [.. Enumerable.Range(0, (values.Rows + rows - 1) / rows).Where(band => !canvas.QuickReject(ToSkia(Target(band))))];
            foreach ((int place, Rgba[] colors) in InOrder.Make(bands.Length, place => Colors(bands[place])).Index())
            {
                PaintImage(colors, values.Columns, Count(bands[place]), Target(bands[place]));
                ArrayPool<Rgba>.Shared.Return(colors);
            }

            Rect Target(int band) => panel.Cells with { Y = panel.Cells.Y + (band * rows * height), Height = Count(band) * height };

            int Count(int band) => Math.Min(rows, values.Rows - (band * rows));

            Rgba[] Colors(int band)
            {
                Rgba[] colors = ArrayPool<Rgba>.Shared.Rent(Count(band) * values.Columns);
                CellRaster.Fill(colors, values, band * rows, Count(band), panel.Scale, layout.Theme.Background);
                return colors;
            }
        }
    }

    private void PaintLinesBetweenCells() => FillRects(LineRects.BetweenCells(layout), layout.CellLineColor);

    private void PaintDividers()
    {
        FillRects(LineRects.Dividers(layout, shadow: false), LineRects.DividerColors.Line);
        FillRects(LineRects.Dividers(layout, shadow: true), LineRects.DividerColors.Shadow);
    }

    private void PaintCurves()
    {
        foreach (PlacedCurve curve in CurvePaths.Of(layout))
        {
            using SKPathEffect? dashes = curve.Dash > 0 ? SKPathEffect.CreateDash([(float)curve.Dash, (float)curve.Dash], 0) : null;
            using SKPaint paint = new()
            {
                Color = ToSkia(curve.Color),
                IsAntialias = true,
                Style = curve.IsArea ? SKPaintStyle.Fill : SKPaintStyle.Stroke,
                StrokeWidth = (float)curve.Width,
                StrokeJoin = SKStrokeJoin.Round,
                PathEffect = dashes,
            };
            using SKPathBuilder path = new();
            path.AddPoly([.. curve.Points.Select(point => new SKPoint((float)point.X, (float)point.Y))], close: curve.IsArea);
            using SKPath shape = path.Detach();
            canvas.DrawPath(shape, paint);
        }
    }

    private void PaintColorBars()
    {
        foreach (ColorBarLayout bar in layout.ColorBars)
        {
            Rgba[] colors = BarRaster.Colors(bar);
            PaintImage(colors, bar.IsUpright ? 1 : colors.Length, bar.IsUpright ? colors.Length : 1, bar.Bar);
        }
    }

    private void PaintFramesAndTicks() => FillRects(LineRects.FramesAndTicks(layout), layout.Theme.Line);

    private void PaintTexts()
    {
        foreach (TextMark mark in layout.Texts)
        {
            SKRect room = ToSkia(mark.Bounds);
            room.Inflate((float)mark.Size, (float)mark.Size);
            if (!isVector && canvas.QuickReject(room))
            {
                continue;
            }

            using SKPaint paint = new() { Color = ToSkia(mark.Color), IsAntialias = true };
            if (isVector || Lightness.Of(mark.Color) < LightText)
            {
                canvas.Save();
            }
            else
            {
                // Skia smears light letters to half as much ink again as dark ones: they are cut out of dark letters' ink instead.
                using SKColorFilter ink = SKColorFilter.CreateBlendMode(paint.Color, SKBlendMode.SrcIn);
                using SKPaint layer = new() { ColorFilter = ink };
                canvas.SaveLayer(room, layer);
                paint.Color = ToSkia(Rgba.Ink);
            }

            canvas.Translate((float)mark.X, (float)mark.Y);
            if (mark.Upright)
            {
                canvas.RotateDegrees(-90);
            }

            double length = mark.Upright ? mark.Bounds.Height : mark.Bounds.Width;
            double x = mark.Align switch { TextAlign.Start => 0, TextAlign.Middle => -length / 2, _ => -length };
            foreach (FontRun run in fonts.Split(mark.Text))
            {
                PaintRun(run, (float)x, sized(run.Face, mark.Size), paint);
                x += RunInk.Advance(run, mark.Size);
            }

            canvas.Restore();
        }
    }

    // Shaped text goes with its characters, so that documents can be searched for it.
    private void PaintRun(FontRun run, float x, SKFont font, SKPaint paint)
    {
        if (!run.IsShaped)
        {
            canvas.DrawText(run.Text, x, 0, SKTextAlign.Left, font, paint);
            return;
        }

        ShapedText shaped = TextShaper.Shape(run);
        byte[] text = Encoding.UTF8.GetBytes(run.Text);
        using SKTextBlobBuilder builder = new();
        SKPositionedTextRunBuffer buffer = builder.AllocatePositionedTextRun(font, shaped.Glyphs.Length, text.Length);
        buffer.SetGlyphs(shaped.Glyphs);
        buffer.SetPositions([.. shaped.X.Zip(shaped.Y, (right, up) => new SKPoint(right * font.Size, -up * font.Size))]);
        buffer.SetText(text);
        buffer.SetClusters(shaped.Clusters);
        using SKTextBlob? blob = builder.Build();
        if (blob is not null)
        {
            canvas.DrawText(blob, x, 0, paint);
        }
    }

    private void PaintImage(Rgba[] pixels, int width, int height, Rect target)
    {
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKImage image = SKImage.FromPixelCopy(info, Rgba.Bytes(pixels.AsSpan(0, width * height)), info.RowBytes);
        canvas.DrawImage(image, ToSkia(target), Crisp);
    }

    private void FillRects(IEnumerable<Rect> rects, Rgba color)
    {
        using SKPaint paint = new() { Color = ToSkia(color), IsAntialias = false };
        foreach (Rect rect in rects)
        {
            canvas.DrawRect(ToSkia(rect), paint);
        }
    }

    private static SKRect ToSkia(Rect rect) => new((float)rect.X, (float)rect.Y, (float)rect.Right, (float)rect.Bottom);

    private static SKColor ToSkia(Rgba color) => new(color.R, color.G, color.B, color.A);
}
