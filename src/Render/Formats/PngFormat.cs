using AttnExtract.Ground;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using SkiaSharp;

namespace AttnExtract.Render.Formats;

/// <summary>Portable Network Graphics.</summary>
internal sealed class PngFormat : FigureFormat
{
    // A larger page is painted in bands, so that it never lies in memory, and compressed in strips of them, on every core.
    private const int MostPixelsAtOnce = 1 << 24;
    private const int StripPixels = 1 << 19;
    private const int StripsABand = 8;

    /// <inheritdoc/>
    public override string Extension => ".png";

    /// <inheritdoc/>
    public override string Description => "pixels";

    /// <inheritdoc/>
    public override void Write(FigureDocument document, Stream output)
    {
        FigureLayout layout = document.Layout;
        (int width, int height) = ((int)layout.Width, (int)layout.Height);
        bool isLarge = (long)width * height > MostPixelsAtOnce;
        int rows = isLarge ? Math.Max(1, StripPixels / width) : height;
        IEnumerable<PngStrip> strips = Enumerable.Range(0, (height + (rows * StripsABand) - 1) / (rows * StripsABand))
            .SelectMany(band => Strips(document, band * rows * StripsABand, rows));
        PngWriter.Write(width, height, layout.Dpi, Texts(document), strips, output);
    }

    // Of one band, painted with the row above it, which the first strip is compared with.
    private static IEnumerable<PngStrip> Strips(FigureDocument document, int first, int rows)
    {
        (int width, int height) = ((int)document.Layout.Width, (int)document.Layout.Height);
        int top = Math.Max(0, first - 1);
        int end = Math.Min(height, first + (rows * StripsABand));
        using SKSurface surface = PagePicture.Paint(document, top, end - top);
        using SKPixmap pixels = surface.PeekPixels();
        foreach (PngStrip strip in InOrder.Make(
            (end - first + rows - 1) / rows, strip => PngStrip.Of(pixels.GetPixelSpan(), width, first + (strip * rows), rows, top, height)))
        {
            yield return strip;
        }
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
