using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Metrics;

namespace AttnExtract.Cli.Lists;

/// <summary>What the difference that an ablation makes can be judged by.</summary>
internal sealed class MetricList : ListSubject
{
    /// <inheritdoc/>
    public override string Name => "metrics";

    /// <inheritdoc/>
    public override void WriteText(TextWriter output, TerminalColors colors) =>
        output.Write(TextTable.Of([], [.. MetricCatalog.All.Select(kind => (string[])[kind.Name, kind.Description])]));

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (MetricKind kind in MetricCatalog.All)
        {
            json.WriteStartObject();
            json.WriteString("name", kind.Name);
            json.WriteString("description", kind.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
