using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Painting;
using SkiaSharp;

namespace AttnExtract.Render.Formats;

/// <summary>Portable Document Format: text stays text, fonts are embedded as far as they are used.</summary>
internal sealed class PdfFormat : FigureFormat
{
    private const int Lossless = 101;

    // Skia rounds the sides of pages to these.
    private const float PageDpi = 7200;

    /// <inheritdoc/>
    public override string Extension => ".pdf";

    /// <inheritdoc/>
    public override string Description => "pages with selectable text, for papers";

    /// <inheritdoc/>
    public override bool IsDrawing => true;

    /// <inheritdoc/>
    public override void Write(FigureDocument figure, Stream output)
    {
        FigureLayout layout = figure.Drawing;
        Dictionary<FontFace, SKTypeface> typefaces = FontSubsets.Of(layout.Texts, figure.Fonts)
            .ToDictionary(font => font.Face, font => SKTypeface.FromData(SKData.CreateCopy(font.File)));
        double scale = 72 / layout.Dpi;
        using MemoryStream pdf = new();
        using (SKManagedWStream stream = new(pdf))
        using (SKDocument document = SKDocument.CreatePdf(stream, Metadata(figure)))
        {
            SKCanvas canvas = document.BeginPage((float)(layout.Width * scale), (float)(layout.Height * scale));
            canvas.Scale((float)scale);
            new Painter(canvas, layout, figure.Fonts, (face, size) => FontSet.Sized(typefaces[face], size), isVector: true).Paint();
            document.EndPage();
            document.Close();
        }

        output.Write(PdfAttachment.Append(pdf.ToArray(), $"{FigureManifest.Keyword}.json", figure.Manifest, figure.Description));
    }

    // No date: the same figure is the same file.
    private static SKDocumentPdfMetadata Metadata(FigureDocument figure) =>
        new()
        {
            Title = figure.Title,
            Subject = figure.Description,
            Producer = "AttnExtract",
            RasterDpi = PageDpi,
            EncodingQuality = Lossless,
            Creation = null,
            Modified = null,
        };
}
