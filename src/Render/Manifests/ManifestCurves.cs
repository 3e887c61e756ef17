using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Manifests;

/// <summary>The curves of a panel as JSON.</summary>
internal static class ManifestCurves
{
    /// <summary>What the property is called.</summary>
    public const string Name = "curves";

    /// <summary>Writes the property.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<PanelCurve> curves)
    {
        json.WriteStartArray(Name);
        foreach (PanelCurve curve in curves)
        {
            json.WriteStartObject();
            json.WriteString("color", curve.Color.ToString());
            json.WriteBoolean("isArea", curve.IsArea);
            json.WriteNumber("width", curve.Width);
            WriteAxis(json, "columns", curve.Points.Select(point => point.Column));
            WriteAxis(json, "rows", curve.Points.Select(point => point.Row));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the property's value.</summary>
    public static ImmutableArray<PanelCurve> Read(JsonElement curves) =>
    [
        .. curves.EnumerateArray().Select(curve => new PanelCurve(
            [.. Axis(curve, "columns").Zip(Axis(curve, "rows"), (column, row) => new CurvePoint(column, row))],
            Rgba.Parse(curve.GetProperty("color").GetString()!),
            curve.GetProperty("isArea").GetBoolean())
        {
            Width = curve.GetProperty("width").GetDouble(),
        }),
    ];

    private static void WriteAxis(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (double value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static IEnumerable<double> Axis(JsonElement curve, string name) => curve.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());
}
