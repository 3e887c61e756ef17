namespace AttnExtract.Render.Formats;

/// <summary>Several figures as the pages of one PDF.</summary>
public static class PdfPages
{
    /// <summary>The width and the height of an A4 page in inches.</summary>
    public static readonly (double Width, double Height) A4 = (210 / 25.4, 297 / 25.4);

    /// <summary>Writes one A4 page a figure, each in the middle of the upper edge; the stream stays open.</summary>
    /// <param name="whole">What they are pages of: it names the file and is attached to it.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="Ground.AttnExtractException">A figure cannot be drawn.</exception>
    public static void Write(FigureDocument whole, IReadOnlyList<FigureDocument> pages, Stream output) => PdfFormat.Write(whole, pages, A4, output);
}
