using AttnExtract.Model.Text.Characters;
using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Text.Steps.Normalizers;
using AttnExtract.Model.Text.Steps.PostProcessors;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Files.SentencePiece;

/// <summary>The arrangements of sentencepiece models that exist.</summary>
internal static class SentencePieceLayoutCatalog
{
    private const string Mark = "▁";
    private const int SentinelCount = 100;
    private const double AvoidedScore = -100;

    private static IEnumerable<INormalizer> Quotes { get; } =
        [new Replace(Pattern.Literal("``"), "\""), new Replace(Pattern.Literal("''"), "\"")];

    /// <summary>Marks spaces and cuts before them.</summary>
    public static Metaspace Spaces { get; } = new(Mark[0], Metaspace.Scheme.Always, split: true);

    private static IReadOnlyList<string> Sentinels { get; } =
        [.. Enumerable.Range(0, SentinelCount).Reverse().Select(index => $"<extra_id_{index}>")];

    /// <summary>The layouts, the more particular first: without a class the first that fits is taken.</summary>
    public static IReadOnlyList<SentencePieceLayout> All { get; } =
    [
        new()
        {
            Classes = ["LlamaTokenizer"],
            Fits = static (model, _) => model.IsBpe,
            Normalizer = static (_, _) => new NormalizerSequence([new Prepend(Mark), new Replace(Pattern.Literal(" "), Mark)]),
            PreTokenizer = null,
            PostProcessor = static settings => TemplateProcessing.Begin(settings.Required("bos_token", "<s>")),
            Specials = new SpecialNames("<pad>", "<unk>", "<s>", "</s>", "<mask>"),
        },
        new()
        {
            Classes = ["CamembertTokenizer"],
            Fits = static (_, _) => false,
            Entries = static model =>
            [
                ("<s>NOTUSED", 0), ("<pad>", 0), ("</s>NOTUSED", 0), ("<unk>", 0), ("<unk>NOTUSED", AvoidedScore),
                .. PlainEntries(model).Skip(1), ("<mask>", 0),
            ],
            PostProcessor = RobertaTemplate,
            Specials = new SpecialNames("<pad>", "<unk>", "<s>", "</s>", "<mask>", MaskStripsLeft: true),
        },
        new()
        {
            Classes = ["XLMRobertaTokenizer"],
            Fits = static (_, file) => file == "sentencepiece.bpe.model",
            Entries = static model =>
                [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. PlainEntries(model).Skip(3), ("<mask>", 0)],
            PostProcessor = RobertaTemplate,
            Specials = new SpecialNames("<pad>", "<unk>", "<s>", "</s>", "<mask>", MaskStripsLeft: true),
        },
        new()
        {
            Classes = ["DebertaV2Tokenizer"],
            Fits = static (model, _) => model.Has("[CLS]") && !model.Has("[MASK]"),
            Normalizer = static (settings, _) => new NormalizerSequence(
            [
                .. settings.Options.Flag("do_lower_case", false) ? [new Lowercase()] : Array.Empty<INormalizer>(),
                new Replace(Pattern.Expression(@"\s{2,}|[\n\r\t]"), " "), UnicodeForm.Nfc, new Strip(left: false, right: true),
            ]),
            PreTokenizer = static settings => new PreTokenizerSequence(
                settings.Options.Flag("split_by_punct", false) ? [CharacterSplit.Punctuation(SplitBehavior.Isolated), Spaces] : [Spaces]),
            PostProcessor = BertTemplate,
            Specials = new SpecialNames("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
        },
        new()
        {
            Classes = ["AlbertTokenizer"],
            Fits = static (model, file) => model.Has("[CLS]") && file == "spiece.model",
            Entries = static model => [.. PlainEntries(model).Select(AvoidNumberAndComma)],
            Normalizer = static (settings, model) => new NormalizerSequence(
                [.. Quotes, .. AccentsAndCase(settings, lowercase: true), .. Map(model)]),
            PostProcessor = BertTemplate,
            Specials = new SpecialNames("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]", MaskStripsLeft: true),
        },
        new()
        {
            Classes = ["RemBertTokenizer"],
            Fits = static (model, _) => model.Has("[CLS]"),
            Normalizer = static (settings, model) => new NormalizerSequence(
                [.. Quotes, new Replace(Pattern.Expression(" {2,}"), " "), .. AccentsAndCase(settings, lowercase: false), .. Map(model)]),
            PreTokenizer = static _ => Spaces,
            PostProcessor = BertTemplate,
            Specials = new SpecialNames("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"),
        },
        new()
        {
            Classes = ["T5Tokenizer", "MT5Tokenizer"],
            Fits = static (_, _) => true,
            Entries = static model => [.. PlainEntries(model), .. Sentinels.Where(name => !model.Has(name)).Select(name => (name, 0.0))],
            PostProcessor = static settings => TemplateProcessing.End(settings.Required("eos_token", "</s>")),
            Specials = new SpecialNames("<pad>", "<unk>", "<s>", "</s>", "<mask>"),
            AddedNames = Sentinels,
        },
    ];

    /// <summary>The pieces as they stand in the file.</summary>
    public static IReadOnlyList<(string Text, double Score)> PlainEntries(SentencePieceModel model) =>
        [.. model.Pieces.Select(piece => (piece.Text, (double)piece.Score))];

    // ALBERT's training data was cut between a number and its comma, so pieces that hold both are made unlikely.
    private static (string Text, double Score) AvoidNumberAndComma((string Text, double Score) entry) =>
        entry.Text is [.., var digit, ','] && char.IsDigit(digit) ? (entry.Text, entry.Score + AvoidedScore) : entry;

    /// <summary>The file's character map, where it has one.</summary>
    public static IEnumerable<INormalizer> Map(SentencePieceModel model) =>
        Precompiled.From(model.CharacterMap) is { } map ? [map] : [];

    private static IEnumerable<INormalizer> AccentsAndCase(FolderSettings settings, bool lowercase) =>
    [
        .. settings.Options.Flag("keep_accents", false) ? Array.Empty<INormalizer>() : [UnicodeForm.Nfkd, Filter.StripAccents],
        .. settings.Options.Flag("do_lower_case", lowercase) ? [new Lowercase()] : Array.Empty<INormalizer>(),
    ];

    private static IPostProcessor RobertaTemplate(FolderSettings settings) =>
        TemplateProcessing.Roberta(settings.Required("cls_token", "<s>"), settings.Required("sep_token", "</s>"));

    private static IPostProcessor BertTemplate(FolderSettings settings) =>
        TemplateProcessing.Bert(
            "TemplateProcessing", settings.Required("cls_token", "[CLS]"), settings.Required("sep_token", "[SEP]"));
}
