using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Cli.Lists;

/// <summary>The places inside a model that can be watched, in the order of the forward pass.</summary>
internal sealed class SiteList : ListSubject
{
    /// <inheritdoc/>
    public override string Name => "sites";

    /// <inheritdoc/>
    public override void WriteText(TextWriter output, TerminalColors colors) =>
        output.Write(TextTable.Of([], [.. HookSite.All.Select(site => (string[])[$"{site}", $"[{site.Shape}]", site.Meaning])]));

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (HookSite site in HookSite.All)
        {
            json.WriteStartObject();
            json.WriteString("site", site.ToString());
            json.WriteBoolean("per_layer", site.PerLayer);
            json.WriteTexts("shape", site.Axes.Select(axis => axis.Name));
            json.WriteString("meaning", site.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
