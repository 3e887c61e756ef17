using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Files;
using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Text.Steps.PostProcessors;
using Microsoft.ML.Tokenizers;

namespace AttnExtract.Model.Text;

/// <summary>
/// The tokenizer of a model folder: text in, tokens with their places in the text out, exactly as the Hugging Face libraries
/// make them. It is a <see cref="Tokenizer"/> too, for programs that expect one; it may be used by several threads at once.
/// </summary>
public sealed partial class TextTokenizer : Tokenizer
{
    private readonly Pipeline _pipeline;
    private readonly SpecialRoles _roles;
    private readonly Dictionary<string, int> _addedIds = [];
    private readonly Dictionary<int, string> _addedTokens = [];

    private readonly string _folder;

    private TextTokenizer(Pipeline pipeline, string folder)
    {
        _pipeline = pipeline;
        _folder = folder;
        foreach (AddedToken token in pipeline.AddedTokens)
        {
            _addedIds[token.Content] = token.Id;
            _addedTokens[token.Id] = token.Content;
        }

        VocabularySize = pipeline.Model.Vocabulary.Count
            + pipeline.AddedTokens.Count(token => pipeline.Model.Vocabulary.IdOf(token.Content) < 0);
        _roles = new SpecialRoles(folder, token => IdOf(token) is not null);
    }

    /// <summary>The parts in the order in which a text meets them, named as in tokenizer.json.</summary>
    public IReadOnlyList<TokenizerComponent> Components =>
    [
        .. _pipeline.Normalizer?.Steps.Select(step => new TokenizerComponent("normalizer", step.Name)) ?? [],
        .. _pipeline.PreTokenizer?.Steps.Select(step => new TokenizerComponent("pre_tokenizer", step.Name)) ?? [],
        new TokenizerComponent("model", _pipeline.Model.Name),
        .. _pipeline.PostProcessor.Steps.Select(step => new TokenizerComponent("post_processor", step.Name)),
        .. _pipeline.Decoder?.Steps.Select(step => new TokenizerComponent("decoder", step.Name)) ?? [],
    ];

    /// <summary>How many different tokens there are, added ones included. Ids may be larger.</summary>
    public int VocabularySize { get; }

    /// <summary>The id that pads the shorter texts of a batch, or null.</summary>
    public int? PadId => IdOfRole("pad_token");

    /// <summary>The id of the token that a masked language model fills in, or null.</summary>
    public int? MaskId => IdOfRole("mask_token");

    /// <summary>The id of what the vocabulary lacks, or null where every text can be spelled.</summary>
    public int? UnknownId => _pipeline.Model.UnknownId ?? IdOfRole("unk_token");

    /// <summary>The id of the token that ends or separates texts, or null.</summary>
    public int? SeparatorId => IdOfRole("sep_token");

    /// <summary>The id of the token that stands for the whole text, or null.</summary>
    public int? ClassifierId => IdOfRole("cls_token");

    /// <summary>Reads the tokenizer of a model folder: tokenizer.json where there is one, else the vocabulary files.</summary>
    /// <exception cref="AttnExtractException">No tokenizer file is there, one is damaged, or a component is not supported.</exception>
    public static TextTokenizer Load(string folder) => new(TokenizerFolder.Read(folder), folder);

    /// <summary>Reads the tokenizer of what a translator writes; null where it is that of what it reads.</summary>
    /// <exception cref="AttnExtractException">A file is damaged.</exception>
    public static TextTokenizer? LoadTarget(string folder) => TokenizerFolder.ReadTarget(folder) is { } pipeline ? new(pipeline, folder) : null;

    /// <summary>The tokenizer with another language's token where its texts have one.</summary>
    /// <param name="language">The token, such as <c>deu_Latn</c>; null for the one that the folder names for translations.</param>
    /// <returns>This tokenizer where texts have no such token.</returns>
    /// <exception cref="AttnExtractException">There is no such language, or none is named; the message lists what there is.</exception>
    public TextTokenizer InLanguage(string? language)
    {
        LanguageTokens languages = LanguageTokens.Of(_folder, token => IdOf(token) is not null);
        return languages.Own is not { } own
            ? language is null ? this : throw languages.None(language)
            : languages.Required(language) is var other && other == own ? this
            : new TextTokenizer(_pipeline.With(new LanguageProcessing(_pipeline.PostProcessor, IdOf(own)!.Value, (IdOf(other)!.Value, other))), _folder);
    }

    /// <summary>Tokenizes one text or a pair of texts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text; null for none. The empty string is a second text.</param>
    /// <param name="options">Special tokens and truncation; null for <see cref="EncodingOptions.Default"/>.</param>
    /// <exception cref="AttnExtractException">A text has half of a surrogate pair.</exception>
    public Encoding Encode(string text, string? pair = null, EncodingOptions? options = null)
    {
        options ??= EncodingOptions.Default;
        List<List<EncodingToken>> texts = [Tokens(text, 0)];
        if (pair is not null)
        {
            texts.Add(Tokens(pair, 1));
        }

        int truncated = Truncate(texts, options);
        IReadOnlyList<List<EncodingToken>> parts = _pipeline.PostProcessor.Process(texts, options.AddSpecialTokens);
        return new Encoding(text, pair, [.. parts.SelectMany(part => part)], truncated);
    }

    /// <summary>The id of <paramref name="token"/>, spelled as in the vocabulary, or null.</summary>
    public int? IdOf(string token) =>
        _addedIds.TryGetValue(token, out int added) ? added : _pipeline.Model.Vocabulary.IdOf(token) is >= 0 and int id ? id : null;

    /// <summary>The token with <paramref name="id"/>, spelled as in the vocabulary, or null.</summary>
    public string? TokenOf(int id) => _addedTokens.TryGetValue(id, out string? token) ? token : _pipeline.Model.Vocabulary.TokenOf(id);

    /// <summary>Whether an id is of a token that stands for text: not for padding, a mask, or whatever else was added to the vocabulary.</summary>
    public bool IsOrdinary(int id) =>
        TokenOf(id) is not null && !_addedTokens.ContainsKey(id) && !((int?[])[PadId, MaskId, UnknownId, SeparatorId, ClassifierId]).Contains(id);

    private int? IdOfRole(string role) => _roles.TokenOf(role) is { } token ? IdOf(token) : null;

    private List<EncodingToken> Tokens(string text, int sequence)
    {
        SourceText source = new(text);
        TokenBuffer buffer = _pipeline.Tokenize(text);
        List<EncodingToken> tokens = new(buffer.Count);
        foreach (TokenBuffer.Token token in buffer.Tokens)
        {
            tokens.Add(new EncodingToken(
                token.Id,
                Spelling(token),
                source.CodePointAt(token.Start),
                source.CodePointAt(token.End),
                TypeId: sequence,
                Sequence: sequence,
                token.Word));
        }

        return tokens;
    }

    private int Truncate(List<List<EncodingToken>> texts, EncodingOptions options)
    {
        bool isPair = texts.Count > 1;
        int room = (options.MaxLength ?? int.MaxValue) - (options.AddSpecialTokens ? _pipeline.PostProcessor.AddedCount(isPair) : 0);
        int secondCount = isPair ? texts[1].Count : 0;
        int excess = texts[0].Count + secondCount - room;
        if (room < 0 || excess <= 0)
        {
            return 0;
        }

        (int first, int second) = Truncation.LongestFirst(texts[0].Count, secondCount, room);
        texts[0].RemoveRange(first, texts[0].Count - first);
        if (isPair)
        {
            texts[1].RemoveRange(second, texts[1].Count - second);
        }

        return excess;
    }

    private string Spelling(TokenBuffer.Token token) => token.Spelling ?? TokenOf(token.Id) ?? "";
}
