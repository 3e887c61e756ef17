using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttnExtract.Testing;

/// <summary>The annotations of a reference heatmap.</summary>
internal static class HeatmapTexts
{
    private const string Dark = "#262626";

    /// <summary>
    /// What is written on the cells and in which colour: as the reference says, but dark on a cell without a colour. There seaborn writes in
    /// white, because it takes the absent colour for black, and white paper shows through.
    /// </summary>
    public static JsonNode Of(JsonElement reference)
    {
        JsonArray texts = JsonSerializer.SerializeToNode(reference.GetProperty("texts"))!.AsArray();
        foreach (JsonNode? text in texts)
        {
            JsonElement cell = reference.GetProperty("cells")[text!["row"]!.GetValue<int>()][text["col"]!.GetValue<int>()];
            if (cell.ValueKind == JsonValueKind.Null || cell[3].GetInt32() == 0)
            {
                text["colour"] = Dark;
            }
        }

        return texts;
    }
}
