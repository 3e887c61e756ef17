using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Render.Charts;

namespace AttnExtract.Render.Manifests;

/// <summary>The chart of a panel as JSON.</summary>
internal static class ManifestChart
{
    /// <summary>What the property is called.</summary>
    public const string Name = "chart";

    /// <summary>Writes the property.</summary>
    public static void Write(Utf8JsonWriter json, Chart chart)
    {
        json.WriteStartObject(Name);
        WriteAxis(json, "across", chart.Across);
        WriteAxis(json, "up", chart.Up);
        json.WriteStartArray("series");
        foreach (ChartSeries series in chart.Series)
        {
            json.WriteStartObject();
            json.WriteString("name", series.Name);
            json.WriteString("shape", series.Shape.ToString());
            json.WriteString("color", series.Color.ToString());
            WriteNumbers(json, "across", series.Points.Select(point => point.Across));
            WriteNumbers(json, "up", series.Points.Select(point => point.Up));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads the property's value.</summary>
    public static Chart Read(JsonPart chart) =>
        new(Axis(chart.Get("across")), Axis(chart.Get("up")), [.. chart.Get("series").Items().Select(Series)]);

    private static ChartAxis Axis(JsonPart axis)
    {
        ChartAxis read = new(axis.Get("from").AsFinite(), axis.Get("to").AsFinite(), axis.Get("marking").AsChoice<ChartMarking>())
        {
            Name = axis.Text("name"),
        };
        return read.From != read.To && double.IsFinite(read.To - read.From) ? read : throw axis.Expected("two ends that are apart");
    }

    private static ChartSeries Series(JsonPart series)
    {
        ImmutableArray<double> across = ManifestReader.Numbers(series.Get("across"));
        ImmutableArray<double> up = ManifestReader.Numbers(series.Get("up"));
        return across.Length != up.Length
            ? throw series.Wrong($"should have as many numbers up as across, not {up.Length} and {across.Length}")
            : new(
                series.Get("shape").AsChoice<ChartShape>(),
                series.Get("color").AsChoice<ChartColor>(),
                [.. across.Zip(up, (x, y) => new ChartPoint(x, y))])
            {
                Name = series.Text("name"),
            };
    }

    private static void WriteAxis(Utf8JsonWriter json, string name, ChartAxis axis)
    {
        json.WriteStartObject(name);
        json.WriteString("name", axis.Name);
        json.WriteNumber("from", axis.From);
        json.WriteNumber("to", axis.To);
        json.WriteString("marking", axis.Marking.ToString());
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
