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
    private const double PointsPerInch = 72;

    // Skia rounds the sides of pages to these.
    private const float PageDpi = 7200;

    /// <inheritdoc/>
    public override string Extension => ".pdf";

    /// <inheritdoc/>
    public override string Description => "pages with selectable text, for papers";

    /// <inheritdoc/>
    public override bool IsDrawing => true;

    /// <inheritdoc/>
    public override void Write(FigureDocument document, Stream output) => Write(document, [document], null, output);

    /// <summary>Writes figures as pages.</summary>
    /// <param name="whole">Names the file, and is attached to it.</param>
    /// <param name="pages">The figures.</param>
    /// <param name="paper">The size of the paper in inches, on which each stands in the middle of the upper edge; null for pages as large as they are.</param>
    /// <param name="output">Where to; it stays open.</param>
    internal static void Write(FigureDocument whole, IReadOnlyList<FigureDocument> pages, (double Width, double Height)? paper, Stream output)
    {
        using MemoryStream pdf = new();
        using (SKManagedWStream stream = new(pdf))
        using (SKDocument document = SKDocument.CreatePdf(stream, Metadata(whole)))
        {
            foreach (FigureDocument page in pages)
            {
                Paint(page, paper, document);
            }

            document.Close();
        }

        output.Write(PdfUpdate.Append(
            pdf.ToArray(), $"{FigureManifest.Keyword}.json", whole.Manifest, whole.Title, [.. pages.Select(page => page.Description)]));
    }

    private static void Paint(FigureDocument figure, (double Width, double Height)? paper, SKDocument document)
    {
        FigureLayout layout = figure.Drawing;
        Dictionary<FontFace, SKTypeface> typefaces = FontSubsets.Of(layout.Texts, figure.Fonts)
            .ToDictionary(font => font.Face, font => SKTypeface.FromData(SKData.CreateCopy(font.File)));
        double scale = PointsPerInch / layout.Dpi;
        (double width, double height) = paper is { } size
            ? (size.Width * PointsPerInch, size.Height * PointsPerInch)
            : (layout.Width * scale, layout.Height * scale);
        SKCanvas canvas = document.BeginPage((float)width, (float)height);
        canvas.Translate((float)((width - (layout.Width * scale)) / 2), 0);
        canvas.Scale((float)scale);
        new Painter(canvas, layout, figure.Fonts, (face, points) => FontSet.Sized(typefaces[face], points), isVector: true).Paint();
        document.EndPage();
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
