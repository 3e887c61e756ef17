using AttnExtract.Ground;

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

    /// <summary>Pixels in fewer bytes: for the web.</summary>
    public static readonly FigureFormat WebP = new WebPFormat();

    /// <summary>Pixels that are nearly right: where nothing else is taken.</summary>
    public static readonly FigureFormat Jpeg = new JpegFormat();

    /// <summary>Every format there is.</summary>
    public static IReadOnlyList<FigureFormat> All { get; } = [Png, Svg, Pdf, WebP, Jpeg];

    private static Registry<FigureFormat> ByExtension { get; } = Registry<FigureFormat>.OfFiles("a figure", one => one.Extensions, All);

    /// <summary>Its file extension, with the dot.</summary>
    public abstract string Extension { get; }

    /// <summary>All of its file extensions, the usual one first.</summary>
    public virtual IReadOnlyList<string> Extensions => [Extension];

    /// <summary>What it is, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it is no picture of pixels, so that nothing is rounded to them.</summary>
    public virtual bool IsDrawing => false;

    /// <summary>The format that a file's extension names, in whatever case.</summary>
    /// <exception cref="AttnExtractException">No format has that extension.</exception>
    public static FigureFormat For(string path) => ByExtension.Get(path);

    /// <summary>Writes a figure to a stream, which stays open.</summary>
    public void Write(Figure figure, Stream output) => Write(new FigureDocument(figure), output);

    /// <summary>Writes a figure to a file, which is whole or not there.</summary>
    /// <remarks>Where the file cannot be written, the exception is the one of <see cref="AtomicFile"/>.</remarks>
    public void Save(Figure figure, string path) => AtomicFile.Write(path, output => Write(figure, output));

    /// <summary>Writes a figure that goes into other files too to a stream, which stays open.</summary>
    /// <exception cref="AttnExtractException">The figure cannot be drawn.</exception>
    public abstract void Write(FigureDocument document, Stream output);
}
