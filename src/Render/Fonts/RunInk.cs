using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>How much room a run takes.</summary>
internal static class RunInk
{
    /// <summary>Where a run's ink lies about its beginning on the baseline, y downwards, at a size in pixels.</summary>
    public static SKRect Of(FontRun run, double size, out double advance)
    {
        SKFont font = FontSet.At(run.Face, size);
        if (!run.IsShaped)
        {
            advance = font.MeasureText(run.Text, out SKRect plain);
            return plain;
        }

        ShapedText shaped = TextShaper.Shape(run);
        advance = shaped.Width * size;
        SKRect[] glyphs = new SKRect[shaped.Glyphs.Length];
        font.GetGlyphWidths(shaped.Glyphs, new float[glyphs.Length], glyphs);
        SKRect ink = SKRect.Empty;
        for (int i = 0; i < glyphs.Length; i++)
        {
            glyphs[i].Offset((float)(shaped.X[i] * size), (float)(-shaped.Y[i] * size));
            ink = i == 0 ? glyphs[i] : SKRect.Union(ink, glyphs[i]);
        }

        return ink;
    }

    /// <summary>Where a next run begins, at a size in pixels.</summary>
    public static double Advance(FontRun run, double size) =>
        run.IsShaped ? TextShaper.Shape(run).Width * size : FontSet.At(run.Face, size).MeasureText(run.Text);
}
