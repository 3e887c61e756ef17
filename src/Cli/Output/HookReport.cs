using System.Text.Json;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Cli.Output;

/// <summary>Every hook point of a model, with the sizes that the model settles.</summary>
/// <param name="model">The model.</param>
internal sealed class HookReport(PretrainedModel model) : IReport
{
    /// <summary>One line a hook point.</summary>
    public string ToText() => TextTable.Of(
        [], [.. model.Hooks.Names.Select(name => (string[])[$"{name}", $"[{string.Join(", ", Shape(model, name))}]"])]);

    /// <summary>The same for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (HookName name in model.Hooks.Names)
        {
            json.WriteStartObject();
            json.WriteString("name", name.ToString());
            json.WriteTexts("shape", Shape(model, name));
            json.WriteString("meaning", name.Site.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The axes of what passes a hook point: a number where the model settles it, a word where the texts do.</summary>
    public static IEnumerable<string> Shape(PretrainedModel model, HookName name) =>
        name.Site.Axes.Select(axis => axis.LengthIn(model.Structure[name.Stack]) is { } length ? $"{length}" : axis.Name);
}
