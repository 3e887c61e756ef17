using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Measures;

namespace AttnExtract.Cli.Lists;

/// <summary>The measures that <c>--kind</c> takes.</summary>
internal sealed class MeasureList : ListSubject
{
    /// <inheritdoc/>
    public override string Name => "measures";

    /// <inheritdoc/>
    public override void WriteText(TextWriter output, TerminalColors colors) => output.Write(TextTable.Of(
        [], [.. MeasureCatalog.All.Select(measure => (string[])[measure.Name, ShapeOf(measure), NeedsOf(measure), $"{measure.Title}; {measure.Source}"])]));

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (Measure measure in MeasureCatalog.All)
        {
            json.WriteStartObject();
            json.WriteString("measure", measure.Name);
            json.WriteString("meaning", measure.Title);
            json.WriteString("source", measure.Source);
            json.WriteString("shape", ShapeOf(measure));
            json.WriteString("needs", NeedsOf(measure));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string ShapeOf(Measure measure) => measure.Shape switch
    {
        MeasureShape.HeadMaps => "[layer][head, query, key]",
        MeasureShape.LayerMaps => "[layer][query, key]",
        MeasureShape.Map => "[query, key]",
        MeasureShape.Heads => "[layer, head]",
        _ => "[token]",
    };

    private static string NeedsOf(Measure measure) => measure.Needs switch
    {
        MeasureNeeds.Maps => "maps",
        MeasureNeeds.Weights => "weights",
        MeasureNeeds.Runs => "runs",
        _ => "target",
    };
}
