using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Text;

/// <summary>The languages that a translator tells apart by a token, as tokenizer_config.json and special_tokens_map.json name them.</summary>
internal sealed class LanguageTokens
{
    private static readonly string[] Files = ["tokenizer_config.json", "special_tokens_map.json"];
    private static readonly string[] Lists = ["extra_special_tokens", "additional_special_tokens"];

    private readonly ImmutableArray<string> _all;
    private readonly string? _target;
    private readonly string _folder;

    private LanguageTokens(string folder, string? own, string? target, ImmutableArray<string> all)
    {
        _folder = folder;
        Own = own;
        _target = target;
        _all = all;
    }

    /// <summary>The language that texts to be translated are in; null where the tokenizer has none.</summary>
    public string? Own { get; }

    /// <summary>Reads what a folder names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="exists">Whether a token is in the vocabulary.</param>
    public static LanguageTokens Of(string folder, Func<string, bool> exists)
    {
        (string? own, string? target) = (null, null);
        List<string> all = [];
        foreach (string file in Files.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            using JsonDocument document = JsonPart.Parse(file);
            JsonPart root = JsonPart.Root(document, file);
            own ??= root.Text("src_lang", "") is { Length: > 0 } source && exists(source) ? source : null;
            target ??= root.Text("tgt_lang", "") is { Length: > 0 } named ? named : null;
            all.AddRange(
                from list in Lists
                where root.Find(list)?.Is(JsonValueKind.Array) == true
                from token in root.Get(list).Items()
                select token.Is(JsonValueKind.Object) ? token.Text("content") : token.AsText());
        }

        return new LanguageTokens(folder, own, target, [.. all.Where(exists).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>A language.</summary>
    /// <param name="language">Its token; null for that of translations.</param>
    /// <exception cref="AttnExtractException">There is no such language, or none is named.</exception>
    public string Required(string? language) => (language ?? _target) is { } wanted
        ? _all.Contains(wanted) ? wanted
            : throw new Registry<string>(
                one => [one],
                (typed, didYouMean, known) => $"The tokenizer in '{_folder}' has no language '{typed}'.{didYouMean} There are {known}.",
                _all).Unknown(wanted)
        : throw new AttnExtractException(
            $"The tokenizer in '{_folder}' does not say which language to translate to: choose with --target-language one of {string.Join(", ", _all)}.");

    /// <summary>What to say where a language is asked for and texts have none.</summary>
    public AttnExtractException None(string language) => new(
        $"The tokenizer in '{_folder}' marks no languages, and so not '{language}': leave out --target-language.");
}
