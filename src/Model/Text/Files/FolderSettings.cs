using System.Globalization;
using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Families;

namespace AttnExtract.Model.Text.Files;

/// <summary>
/// What tokenizer_config.json, special_tokens_map.json and added_tokens.json say beside a vocabulary file; each may be absent, and then says
/// nothing.
/// </summary>
internal sealed class FolderSettings : IDisposable
{
    private const string AddedTokensFile = "added_tokens.json";
    private const string AdditionalKey = "additional_special_tokens";

    // What is named where a class is not.
    private static readonly string[] Nameless = ["", "PreTrainedTokenizer", "TokenizersBackend", "PythonBackend", "SentencePieceBackend"];

    private readonly string _vocabularyFile;
    private readonly List<JsonDocument> _documents = [];
    private readonly JsonPart _map;

    /// <param name="vocabularyFile">The vocabulary file, whose folder is meant.</param>
    /// <param name="vocabulary">What is in it.</param>
    /// <exception cref="AttnExtractException">A file is damaged.</exception>
    public FolderSettings(string vocabularyFile, Vocabulary vocabulary)
    {
        _vocabularyFile = vocabularyFile;
        Vocabulary = vocabulary;
        Options = Open("tokenizer_config.json");
        _map = Open("special_tokens_map.json");
    }

    public Vocabulary Vocabulary { get; }

    public JsonPart Options { get; }

    /// <summary>
    /// The tokenizer's class, without the « Fast » that older files add, as tokenizer_config.json or else config.json says; empty where none is
    /// named and the model's family has none of its own.
    /// </summary>
    public string Class
    {
        get
        {
            const string Key = "tokenizer_class";
            JsonPart config = Open("config.json");
            string name = Options.Text(Key, config.Text(Key, ""));
            name = name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name;
            string type = config.Text("model_type", "");
            return !Nameless.Contains(name) ? name
                : FamilyCatalog.All.FirstOrDefault(family => family.ModelTypes.Contains(type))?.TokenizerClass ?? "";
        }
    }

    public void Dispose() => _documents.ForEach(document => document.Dispose());

    /// <summary>Refuses a class that would make other tokens of the same files.</summary>
    /// <param name="known">The classes that are built of them.</param>
    /// <exception cref="AttnExtractException">Another is named.</exception>
    public void RequireClass(params IEnumerable<string> known)
    {
        if (Class is { Length: > 0 } name && !known.Contains(name))
        {
            throw new AttnExtractException(
                $"'{_vocabularyFile}' belongs to a {name}, whose tokens are not made here; of such a file {string.Join(", ", known)} are. "
                + "Add a tokenizer.json, which is read whatever the class, if transformers can write one for it.");
        }
    }

    /// <summary>The token of a role (<c>cls_token</c>), which must be in the vocabulary.</summary>
    /// <exception cref="AttnExtractException">It is not.</exception>
    public (int Id, string Token) Required(string role, string fallback)
    {
        string token = Token(role, fallback);
        return Vocabulary.IdOf(token) is >= 0 and int id
            ? (id, token)
            : throw new AttnExtractException($"'{_vocabularyFile}' lacks '{token}', which the tokenizer needs as its {role}.");
    }

    /// <summary>
    /// The added tokens: those that the settings list by id, then the special tokens and <paramref name="others"/>, as far as they are in
    /// the vocabulary, then the additional special tokens, which get the next ids where they are not.
    /// </summary>
    public IReadOnlyList<AddedToken> AddedTokens(SpecialNames names, IReadOnlyList<string> others)
    {
        string mask = Token("mask_token", names.Mask);
        string[] specials =
        [
            Token("pad_token", names.Pad),
            Token("unk_token", names.Unknown),
            Token("cls_token", names.Classifier),
            Token("sep_token", names.Separator),
            mask,
            .. others,
        ];
        JsonPart[] additional = [.. Additional(Options), .. Additional(_map)];
        List<AddedToken> tokens = [.. Listed([.. specials, .. additional.Select(Content)])];
        HashSet<string> known = [.. tokens.Select(token => token.Content)];
        foreach (string special in specials.Where(known.Add))
        {
            if (Vocabulary.IdOf(special) is >= 0 and int id)
            {
                bool stripsLeft = names.MaskStripsLeft && special == mask;
                tokens.Add(new AddedToken(id, special, false, stripsLeft, false, IsNormalized: false, IsSpecial: true));
            }
        }

        int next = Vocabulary.Count + tokens.Count(token => Vocabulary.IdOf(token.Content) < 0);
        foreach (JsonPart token in additional.Where(token => known.Add(Content(token))))
        {
            int id = Vocabulary.IdOf(Content(token)) is >= 0 and int stored ? stored : next++;
            tokens.Add(token.Is(JsonValueKind.Object)
                ? TokenizerJson.ReadAddedToken(token, id) with { IsSpecial = true }
                : new AddedToken(id, token.AsText(), false, false, false, IsNormalized: false, IsSpecial: true));
        }

        return tokens;
    }

    /// <summary>The token of a role, as a string or an object with a <c>content</c>.</summary>
    public string Token(string role, string fallback) => (Options.Find(role) ?? _map.Find(role)) is { } token ? Content(token) : fallback;

    private static string Content(JsonPart token) => token.Is(JsonValueKind.Object) ? token.Text("content") : token.AsText();

    private static IEnumerable<JsonPart> Additional(JsonPart part) => part.Find(AdditionalKey)?.Items() ?? [];

    // By id, as newer files list them, else in a file of their own, which says no more than the id.
    private IEnumerable<AddedToken> Listed(IReadOnlyCollection<string> specials)
    {
        if (Options.Find("added_tokens_decoder") is not { } listed)
        {
            foreach ((string token, JsonPart id) in Open(AddedTokensFile).Members())
            {
                bool isSpecial = specials.Contains(token);
                yield return new AddedToken(id.AsNumber(), token, false, false, false, IsNormalized: !isSpecial, isSpecial);
            }

            yield break;
        }

        foreach ((string id, JsonPart token) in listed.Members())
        {
            yield return TokenizerJson.ReadAddedToken(token, int.TryParse(id, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw token.Wrong("should stand under an id"));
        }
    }

    private JsonPart Open(string name)
    {
        string file = Path.Combine(Path.GetDirectoryName(_vocabularyFile)!, name);
        JsonDocument document = File.Exists(file) ? JsonPart.Parse(file) : JsonDocument.Parse("{}");
        _documents.Add(document);
        return JsonPart.Root(document, file);
    }
}
