using AttnExtract.Ground;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using SkiaSharp;

namespace AttnExtract.Render.Formats;

/// <summary>Portable Network Graphics.</summary>
internal sealed class PngFormat : FigureFormat
{
    // A larger page is compressed in strips, on every core.
    private const int MostPixelsAtOnce = 1 << 24;
    private const int StripPixels = 1 << 19;

    /// <inheritdoc/>
    public override string Extension => ".png";

    /// <inheritdoc/>
    public override string Description => "pixels";

    /// <inheritdoc/>
    public override void Write(FigureDocument document, Stream output)
    {
        FigureLayout layout = document.Layout;
        (int width, int height) = ((int)layout.Width, (int)layout.Height);
        using SKSurface surface = PagePicture.Paint(document);
        using SKPixmap pixels = surface.PeekPixels();
        bool isLarge = (long)width * height > MostPixelsAtOnce;
        int rows = isLarge ? Math.Max(1, StripPixels / width) : height;
        IEnumerable<PngStrip> strips = InOrder.Make(
            (height + rows - 1) / rows, strip => PngStrip.Of(pixels.GetPixelSpan(), width, strip * rows, rows));
        PngWriter.Write(width, height, layout.Dpi, Texts(document), strips, output);
    }

    // Keywords as the standard registers them, and our own.
    private static KeyValuePair<string, string>[] Texts(FigureDocument document) =>
    [
        new("Title", document.Title),
        new("Description", document.Description),
        new("Software", "AttnExtract"),
        new(FigureManifest.Keyword, document.Manifest),
    ];
}
