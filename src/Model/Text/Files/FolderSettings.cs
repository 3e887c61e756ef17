using System.Globalization;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Files;

/// <summary>What tokenizer_config.json says beside a vocabulary file; it may be absent, and then says nothing.</summary>
internal sealed class FolderSettings : IDisposable
{
    private readonly string _vocabularyFile;
    private readonly JsonDocument _document;

    /// <param name="vocabularyFile">The vocabulary file, whose folder is meant.</param>
    /// <param name="vocabulary">What is in it.</param>
    /// <exception cref="AttnExtractException">tokenizer_config.json is damaged.</exception>
    public FolderSettings(string vocabularyFile, Vocabulary vocabulary)
    {
        _vocabularyFile = vocabularyFile;
        Vocabulary = vocabulary;
        string file = Path.Combine(Path.GetDirectoryName(vocabularyFile)!, "tokenizer_config.json");
        _document = File.Exists(file) ? JsonPart.Parse(file) : JsonDocument.Parse("{}");
        Options = JsonPart.Root(_document, file);
    }

    public Vocabulary Vocabulary { get; }

    public JsonPart Options { get; }

    /// <summary>The tokenizer's class, without the « Fast » that older files add; empty where none is named.</summary>
    public string Class
    {
        get
        {
            string name = Options.Text("tokenizer_class", "");
            return name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name;
        }
    }

    public void Dispose() => _document.Dispose();

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
    /// the vocabulary.
    /// </summary>
    public IReadOnlyList<AddedToken> AddedTokens(SpecialNames names, IReadOnlyList<string> others)
    {
        List<AddedToken> tokens = [.. Listed()];
        HashSet<string> known = [.. tokens.Select(token => token.Content)];
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
        foreach (string special in specials.Where(known.Add))
        {
            if (Vocabulary.IdOf(special) is >= 0 and int id)
            {
                bool stripsLeft = names.MaskStripsLeft && special == mask;
                tokens.Add(new AddedToken(id, special, false, stripsLeft, false, IsNormalized: false, IsSpecial: true));
            }
        }

        return tokens;
    }

    /// <summary>The token of a role, as a string or an object with a <c>content</c>.</summary>
    public string Token(string role, string fallback) =>
        Options.Find(role) is not { } token ? fallback
        : token.Is(JsonValueKind.Object) ? token.Text("content")
        : token.AsText();

    private IEnumerable<AddedToken> Listed()
    {
        if (Options.Find("added_tokens_decoder") is not { } listed)
        {
            yield break;
        }

        foreach ((string id, JsonPart token) in listed.Members())
        {
            yield return TokenizerJson.ReadAddedToken(token, int.TryParse(id, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw token.Wrong("should stand under an id"));
        }
    }
}
