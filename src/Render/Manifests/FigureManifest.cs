using System.Xml;
using AttnExtract.Ground;
using AttnExtract.Render.Formats;

namespace AttnExtract.Render.Manifests;

/// <summary>
/// Everything about a figure as one JSON document: its numbers, where they come from and every choice. The files of every
/// format carry it, so that a figure can be drawn again without the model, byte for byte or otherwise.
/// </summary>
public static class FigureManifest
{
    /// <summary>What files call the document that they carry.</summary>
    internal const string Keyword = "attnextract-figure";

    /// <summary>The document.</summary>
    public static string ToJson(Figure figure) => new FigureDocument(figure).Manifest;

    /// <summary>The figure that a document describes.</summary>
    /// <param name="json">The document.</param>
    /// <param name="what">What the document is called in messages: a file's name.</param>
    /// <exception cref="AttnExtractException">It is not such a document, or lacks the numbers.</exception>
    public static Figure FromJson(string json, string what) => ManifestReader.Read(json, what, folder: "");

    /// <summary>The figure that a file describes or shows.</summary>
    /// <param name="path">A manifest (json), or a PNG, SVG, WebP or JPEG file that carries one.</param>
    /// <exception cref="AttnExtractException">The file is not there, or carries none.</exception>
    public static Figure Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new AttnExtractException($"There is no file '{path}'.");
        }

        string? json;
        try
        {
            json = Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".json" => TextOf(path),
                ".png" => PngTexts.Find(WholeFile.Bytes(path), Keyword),
                ".svg" => FromSvg(path),
                ".webp" => WebPFormat.FindManifest(WholeFile.Bytes(path)),
                ".jpg" or ".jpeg" => JpegFormat.FindManifest(WholeFile.Bytes(path)),
                _ => throw new AttnExtractException(
                    $"'{path}' cannot be drawn again; give a manifest (.json), or a .png, .svg, .webp or .jpg file made by AttnExtract."),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, exception);
        }

        return json is null
            ? throw new AttnExtractException($"'{path}' carries no manifest; it was not made by AttnExtract, or a program has removed it.")
            : ManifestReader.Read(json, $"'{path}'", Path.GetDirectoryName(path) ?? "");
    }

    private static string TextOf(string path)
    {
        using StreamReader text = WholeFile.Text(path);
        return text.ReadToEnd();
    }

    private static string? FromSvg(string path)
    {
        try
        {
            XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using XmlReader xml = XmlReader.Create(new MemoryStream(WholeFile.Bytes(path)), settings);
            while (xml.ReadToFollowing("metadata"))
            {
                if (xml.GetAttribute("id") == Keyword)
                {
                    return xml.ReadElementContentAsString();
                }
            }

            return null;
        }
        catch (XmlException exception)
        {
            throw new AttnExtractException(
                $"'{path}' is not SVG: the mistake is on line {exception.LineNumber}, character {exception.LinePosition}.", exception);
        }
    }
}
