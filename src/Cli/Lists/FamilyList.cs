using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Model.Families;

namespace AttnExtract.Cli.Lists;

/// <summary>The model families, by the <c>model_type</c> of their configurations.</summary>
internal sealed class FamilyList : ListSubject
{
    private static IEnumerable<string> ModelTypes => FamilyCatalog.All.SelectMany(family => family.ModelTypes);

    /// <inheritdoc/>
    public override string Name => "families";

    /// <inheritdoc/>
    public override void WriteText(TextWriter output, TerminalColors colors)
    {
        foreach (string modelType in ModelTypes)
        {
            output.WriteLine(modelType);
        }
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (string modelType in ModelTypes)
        {
            json.WriteStartObject();
            json.WriteString("model_type", modelType);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
