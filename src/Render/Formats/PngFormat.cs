using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Painting;
using SkiaSharp;

namespace AttnExtract.Render.Formats;

/// <summary>Portable Network Graphics.</summary>
internal sealed class PngFormat : FigureFormat
{
    /// <inheritdoc/>
    public override string Extension => ".png";

    /// <inheritdoc/>
    public override string Description => "pixels";

    /// <inheritdoc/>
    public override void Write(FigureLayout layout, Stream output)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(layout.Width, layout.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        new Painter(surface.Canvas, layout, FontSet.At, isVector: false).Paint();
        using SKPixmap pixels = surface.PeekPixels();
        PngWriter.Write(pixels.GetPixelSpan(), layout.Width, layout.Dpi, [], output);
    }
}
