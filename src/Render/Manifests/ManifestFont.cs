using System.Text.Json;
using AttnExtract.Render.Fonts;

namespace AttnExtract.Render.Manifests;

/// <summary>The font of a figure as JSON: which one it is, not its file. Bundled fonts are not mentioned.</summary>
internal static class ManifestFont
{
    private const string Name = "font";

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

    /// <summary>Reads the property of a document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="what">What the document is called in messages.</param>
    /// <param name="folder">Where it lies.</param>
    public static FigureFont Read(JsonElement root, string what, string folder)
    {
        if (!root.TryGetProperty(Name, out JsonElement font))
        {
            return FigureFont.Bundled;
        }

        string Text(string name) => font.GetProperty(name).GetString()!;
        return FigureFont.Named(Text("file"), Text("family"), Text("sha256"), what, folder);
    }
}
