using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Render.RunningText;

namespace AttnExtract.Render.Manifests;

/// <summary>The running text of a panel as JSON.</summary>
internal static class ManifestFlow
{
    /// <summary>What the property is called.</summary>
    public const string Name = "flow";

    /// <summary>Writes the property.</summary>
    public static void Write(Utf8JsonWriter json, TextFlow flow)
    {
        json.WriteStartArray(Name);
        foreach (TextPiece piece in flow.Pieces)
        {
            json.WriteStartObject();
            json.WriteString("text", piece.Text);
            json.WriteString("gap", piece.Gap.ToString());
            json.WriteBoolean("isSpecial", piece.IsSpecial);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the property's value.</summary>
    public static TextFlow Read(JsonPart flow) =>
        new([.. flow.Items().Select(piece => new TextPiece(piece.Text("text"), piece.Get("gap").AsChoice<PieceGap>(), piece.Get("isSpecial").AsFlag()))]);
}
