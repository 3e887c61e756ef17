using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Render.Fonts;

namespace AttnExtract.Render.Manifests;

/// <summary>The font of a figure as JSON: which one it is, not its file. Bundled fonts are not mentioned.</summary>
internal static class ManifestFont
{
    /// <summary>What the property is called.</summary>
    public const string Name = "font";

    /// <summary>Writes the property.</summary>
    public static void Write(Utf8JsonWriter json, FigureFont font)
    {
        if (font.Equals(FigureFont.Bundled))
        {
            return;
        }

        json.WriteStartObject(Name);
        json.WriteString("file", font.File);
        json.WriteString("family", font.Family);
        json.WriteString("sha256", font.Sha256);
        json.WriteEndObject();
    }

    /// <summary>Reads the property's value.</summary>
    /// <param name="font">The value.</param>
    /// <param name="what">What the document is called in messages.</param>
    /// <param name="folder">Where it lies.</param>
    public static FigureFont Read(JsonPart font, string what, string folder) =>
        FigureFont.Named(font.Text("file"), font.Text("family"), font.Text("sha256"), what, folder);
}
