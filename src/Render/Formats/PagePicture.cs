using AttnExtract.Ground;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Painting;
using SkiaSharp;

namespace AttnExtract.Render.Formats;

/// <summary>A page as pixels.</summary>
internal static class PagePicture
{
    /// <summary>Paints a figure.</summary>
    public static SKSurface Paint(FigureDocument document) => Paint(document, 0, (int)document.Layout.Height);

    /// <summary>Paints some rows of a figure, which are the same as in the whole.</summary>
    /// <param name="document">The figure.</param>
    /// <param name="first">The first of the rows.</param>
    /// <param name="rows">How many.</param>
    public static SKSurface Paint(FigureDocument document, int first, int rows)
    {
        FigureLayout layout = document.Layout;
        SKSurface surface = SKSurface.Create(new SKImageInfo((int)layout.Width, rows, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Translate(0, -first);
        new Painter(surface.Canvas, layout, document.Fonts, FontSet.At, isVector: false).Paint();
        return surface;
    }

    /// <summary>Refuses a page that is too large for a format.</summary>
    /// <param name="document">The figure.</param>
    /// <param name="format">The format.</param>
    /// <param name="most">How many pixels a side it holds.</param>
    /// <exception cref="AttnExtractException">It is.</exception>
    public static void RequireFit(FigureDocument document, FigureFormat format, int most)
    {
        FigureLayout layout = document.Layout;
        if (layout.Width > most || layout.Height > most)
        {
            throw new AttnExtractException(FormattableString.Invariant(
                $"A picture of {layout.Width} × {layout.Height} pixels does not fit into {format.Extension}, which holds {most} a side; ")
                + "give a lower resolution, less width or another format.");
        }
    }
}
