using AttnExtract.Ground;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Formats;

/// <summary>One way to write a figure down. The name belongs to the format; the list of them is <see cref="All"/>.</summary>
public abstract class FigureFormat
{
    /// <summary>Pixels: for screens, and for paper at enough of them an inch.</summary>
    public static readonly FigureFormat Png = new PngFormat();

    /// <summary>Curves and text: for the web and for editing.</summary>
    public static readonly FigureFormat Svg = new SvgFormat();

    /// <summary>Curves and text: for papers.</summary>
    public static readonly FigureFormat Pdf = new PdfFormat();

    /// <summary>Every format there is.</summary>
    public static IReadOnlyList<FigureFormat> All { get; } = [Png, Svg, Pdf];

    /// <summary>Its file extension, with the dot.</summary>
    public abstract string Extension { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>The format that a file's extension names, in whatever case.</summary>
    /// <exception cref="AttnExtractException">No format has that extension.</exception>
    public static FigureFormat For(string path)
    {
        string extension = Path.GetExtension(path);
        string known = string.Join(", ", All.Select(format => format.Extension));
        return All.FirstOrDefault(format => format.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase))
            ?? throw new AttnExtractException(extension.Length == 0
                ? $"'{path}' has no extension, so its format is unknown; figures can be written as {known}."
                : $"No figure format '{extension}'.{Suggestion.DidYouMean(extension, All.Select(format => format.Extension))} "
                    + $"Figures can be written as {known}.");
    }

    /// <summary>Writes a figure to a stream, which stays open.</summary>
    public void Write(Figure figure, Stream output)
    {
        FontSet fonts = figure.Font.Fonts;
        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(fonts));
        string title = figure.Source is { } source ? $"Attention of {source.Provenance.Model}"
            : figure.Panels is [{ Title: { Length: > 0 } only }] ? only
            : figure.Panels.Length == 1 ? "Heatmap" : "Heatmaps";
        Write(new FigureDocument(layout, fonts, title, figure.Describe(), FigureManifest.ToJson(figure)), output);
    }

    /// <summary>Writes a figure to a file, which is whole or not there.</summary>
    /// <remarks>Where the file cannot be written, the exception is the one of <see cref="AtomicFile"/>.</remarks>
    public void Save(Figure figure, string path) => AtomicFile.Write(path, output => Write(figure, output));

    /// <summary>Writes what was laid out to a stream, which stays open.</summary>
    internal abstract void Write(FigureDocument document, Stream output);
}

/// <summary>What a format writes: the page, and what a file says about itself besides.</summary>
/// <param name="Layout">The page.</param>
/// <param name="Fonts">What it is written in.</param>
/// <param name="Title">The figure in a few words.</param>
/// <param name="Description">The figure for somebody who cannot see it.</param>
/// <param name="Manifest">How to draw the figure again.</param>
internal sealed record FigureDocument(FigureLayout Layout, FontSet Fonts, string Title, string Description, string Manifest);
