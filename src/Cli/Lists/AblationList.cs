using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Ablations;

namespace AttnExtract.Cli.Lists;

/// <summary>The ways to write what is switched off.</summary>
internal sealed class AblationList : ListSubject
{
    /// <inheritdoc/>
    public override string Name => "ablations";

    /// <inheritdoc/>
    public override void WriteText(TextWriter output, TerminalColors colors) =>
        output.Write(TextTable.Of([], [.. AblationForm.All.Select(form => (string[])[form.Example, form.Meaning])]));

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (AblationForm form in AblationForm.All)
        {
            json.WriteStartObject();
            json.WriteString("example", form.Example);
            json.WriteString("meaning", form.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
