using System.Text.Json;
using AttnExtract.Model.Weights;

namespace AttnExtract.Cli.Output;

/// <summary>The names that were looked for beside those that are there, where weights do not fit a configuration.</summary>
internal sealed class WeightComparison(LoadReport report) : IReport
{
    /// <summary>Whether something is missing, has another shape or was not looked for.</summary>
    public bool HasDifferences => !report.IsComplete || !report.Unexpected.IsEmpty;

    /// <summary>For reading.</summary>
    public string ToText() => TextTable.Of(
        ["weight", "shape", "looked for", "found"],
        [
            .. report.Wanted.Select(wanted => (string[])
            [
                wanted.Name, Shape(wanted.Shape), string.Join(" or ", wanted.LookedFor),
                wanted.Stored is not { } stored ? "–" : wanted.Fits ? stored : $"{stored} {Shape(wanted.StoredShape)}",
            ]),
            .. report.Unexpected.Select(name => (string[])["–", "", "", name]),
        ]);

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("weights");
        foreach (WantedWeight wanted in report.Wanted)
        {
            json.WriteStartObject();
            json.WriteString("name", wanted.Name);
            WriteShape(json, "shape", wanted.Shape);
            json.WriteTexts("looked_for", wanted.LookedFor);
            json.WriteString("found", wanted.Stored);
            WriteShape(json, "found_shape", wanted.StoredShape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("unexpected", report.Unexpected);
        json.WriteEndObject();
    }

    private static string Shape(IEnumerable<long> lengths) => $"[{string.Join(", ", lengths)}]";

    private static void WriteShape(Utf8JsonWriter json, string name, IEnumerable<long> lengths)
    {
        json.WriteStartArray(name);
        foreach (long length in lengths)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
    }
}
