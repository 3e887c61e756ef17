using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Heads;

/// <summary>
/// What sentence-transformers does with a text before its tokens are made, as <c>sentence_bert_config.json</c> beside the encoder says, which older
/// versions called by the model's kind.
/// </summary>
public sealed record SentenceText
{
    /// <summary>The files that say it, of which the first that is there is read.</summary>
    internal static ImmutableArray<string> FileNames { get; } =
    [
        "sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json",
        "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ];

    /// <summary>Nothing, at any length.</summary>
    public static SentenceText AsItIs { get; } = new();

    /// <summary>How many tokens a vector is made of at most, special ones counted (<c>max_seq_length</c>).</summary>
    public int MaximumLength { get; init; } = int.MaxValue;

    /// <summary>Whether letters become small first (<c>do_lower_case</c>).</summary>
    public bool LowersCase { get; init; }

    /// <summary>The text of which tokens are made, without white space around it.</summary>
    public string Write(string text) => LowersCase ? text.Trim().ToLowerInvariant() : text.Trim();

    /// <summary>Reads what a folder says; nothing where the file is absent.</summary>
    /// <exception cref="AttnExtractException">The file is broken.</exception>
    internal static SentenceText Read(string folder)
    {
        if (FileNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is not { } path)
        {
            return AsItIs;
        }

        JsonElement config = JsonFile.Read(path);
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new AttnExtractException($"'{path}' is not a configuration: expected a JSON object, found {config.ValueKind}.");
        }

        return new SentenceText
        {
            MaximumLength = !config.TryGetProperty("max_seq_length", out JsonElement length) || length.ValueKind == JsonValueKind.Null ? int.MaxValue
                : length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out int most) && most > 0 ? most
                : throw new AttnExtractException(
                    $"'{path}' says \"max_seq_length\": {length.GetRawText()}; expected a whole number {WholeRange.From(1, length)}."),
            LowersCase = config.TryGetProperty("do_lower_case", out JsonElement lowers) && lowers.ValueKind == JsonValueKind.True,
        };
    }
}
