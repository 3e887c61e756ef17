using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;

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
    public static ImmutableArray<PanelCurve> Read(JsonPart curves) => [.. curves.Items().Select(ReadOne)];

    private static PanelCurve ReadOne(JsonPart curve)
    {
        ImmutableArray<double> columns = ManifestReader.Numbers(curve.Get("columns"));
        ImmutableArray<double> rows = ManifestReader.Numbers(curve.Get("rows"));
        return columns.Length != rows.Length
            ? throw curve.Wrong($"should have as many rows as columns, not {rows.Length} and {columns.Length}")
            : new PanelCurve(
                [.. columns.Zip(rows, (column, row) => new CurvePoint(column, row))],
                ManifestScale.Color(curve.Get("color")),
                curve.Get("isArea").AsFlag())
            {
                Width = curve.Get("width").AsFinite(0, Figure.MostLineWidth),
            };
    }

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
}
