using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Render.Manifests;

/// <summary>The notes of a panel as JSON.</summary>
internal static class ManifestNotes
{
    /// <summary>What the property is called.</summary>
    public const string Name = "notes";

    /// <summary>Writes the property.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<PanelNote> notes)
    {
        json.WriteStartArray(Name);
        foreach (PanelNote note in notes)
        {
            json.WriteStartObject();
            json.WriteNumber("column", note.At.Column);
            json.WriteNumber("row", note.At.Row);
            json.WriteString("text", note.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the property's value.</summary>
    public static ImmutableArray<PanelNote> Read(JsonPart notes) =>
        [.. notes.Items().Select(note => new PanelNote(new(note.Get("column").AsFinite(), note.Get("row").AsFinite()), note.Text("text")))];
}
