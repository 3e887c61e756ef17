using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Heads;

/// <summary>What sentence-transformers writes before texts, by name, as <c>config_sentence_transformers.json</c> says.</summary>
public sealed record SentencePrompts
{
    /// <summary>The file that says it.</summary>
    internal const string FileName = "config_sentence_transformers.json";

    /// <summary>No prompt.</summary>
    public static SentencePrompts None { get; } = new();

    /// <summary>The prompts by name, in the order of the file.</summary>
    public ImmutableArray<KeyValuePair<string, string>> ByName { get; init; } = [];

    /// <summary>The name of the one that is written before every text for which none is chosen (<c>default_prompt_name</c>); null for none.</summary>
    public string? DefaultName { get; init; }

    /// <summary>The prompt of that name; null for none.</summary>
    public string? Default => DefaultName is { } name ? Find(name) : null;

    /// <summary>The prompt of a name; null where there is none.</summary>
    public string? Find(string name) => ByName.FirstOrDefault(prompt => prompt.Key == name).Value;

    /// <summary>Reads what a folder says; none where the file is absent.</summary>
    /// <exception cref="AttnExtractException">The file is broken.</exception>
    internal static SentencePrompts Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return None;
        }

        JsonElement config = JsonFile.Read(path);
        SentencePrompts read = new()
        {
            ByName = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("prompts", out JsonElement prompts)
                ? prompts.ValueKind switch
                {
                    JsonValueKind.Null => [],
                    JsonValueKind.Object => [.. prompts.EnumerateObject().Select(prompt => KeyValuePair.Create(prompt.Name, Text(prompt.Value, path)))],
                    _ => throw Broken(path),
                }
                : [],
            DefaultName = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("default_prompt_name", out JsonElement name)
                && name.ValueKind != JsonValueKind.Null
                    ? Text(name, path)
                    : null,
        };
        return read.DefaultName is null || read.Default is not null
            ? read
            : throw new AttnExtractException(
                $"'{path}' says \"default_prompt_name\": \"{read.DefaultName}\", and its prompts are {string.Join(", ", read.ByName.Select(one => one.Key))}.");
    }

    private static string Text(JsonElement value, string path) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Broken(path);

    private static AttnExtractException Broken(string path) =>
        new($"'{path}' is damaged: \"prompts\" must be an object of texts, and \"default_prompt_name\" one of their names.");
}
