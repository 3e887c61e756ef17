using AttnExtract.Ground;
using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Text.Steps.Decoders;
using AttnExtract.Model.Text.Steps.Models;
using AttnExtract.Model.Text.Steps.Normalizers;
using AttnExtract.Model.Text.Steps.PostProcessors;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Files;

/// <summary>
/// Builds a tokenizer from vocab.txt and tokenizer_config.json as transformers 5 does where a folder has no tokenizer.json:
/// WordPiece with BERT's or MPNet's marks, or ESM's residue letters. The marks in the vocabulary tell which.
/// </summary>
internal static class WordListFiles
{
    private const string MpNetClass = "MPNetTokenizer";
    private static readonly string[] Classes =
    [
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "ConvBertTokenizer", "SqueezeBertTokenizer",
        "LayoutLMTokenizer", "LxmertTokenizer", "RetriBertTokenizer", "DPRContextEncoderTokenizer", "DPRQuestionEncoderTokenizer",
        "DPRReaderTokenizer", MpNetClass, "EsmTokenizer",
    ];

    /// <exception cref="AttnExtractException">A file is damaged, or the vocabulary lacks a token that must be there.</exception>
    public static Pipeline Read(string file)
    {
        Vocabulary vocabulary = VocabularyReader.FromLines(file);
        using FolderSettings settings = new(file, vocabulary);
        settings.RequireClass(Classes);
        return vocabulary.IdOf("<cls>") >= 0 && vocabulary.IdOf("<eos>") >= 0 ? Residues(settings)
            : settings.Class == MpNetClass || vocabulary.IdOf("[CLS]") < 0 && vocabulary.IdOf("<s>") >= 0 ? MpNet(settings)
            : Bert(settings);
    }

    private static Pipeline Bert(FolderSettings settings)
    {
        (int Id, string Token) classifier = settings.Required("cls_token", "[CLS]");
        (int Id, string Token) separator = settings.Required("sep_token", "[SEP]");
        return WordPiece(
            settings,
            settings.AddedTokens(new SpecialNames("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), []),
            TemplateProcessing.Bert("TemplateProcessing", classifier, separator));
    }

    private static Pipeline MpNet(FolderSettings settings)
    {
        (int Id, string Token) classifier = settings.Required("cls_token", "<s>");
        (int Id, string Token) separator = settings.Required("sep_token", "</s>");
        return WordPiece(
            settings,
            settings.AddedTokens(new SpecialNames("<pad>", "[UNK]", "<s>", "</s>", "<mask>", MaskStripsLeft: true), []),
            new RobertaProcessing(TemplateProcessing.Roberta(classifier, separator), trimOffsets: true, addPrefixSpace: false));
    }

    private static Pipeline WordPiece(FolderSettings settings, IReadOnlyList<AddedToken> addedTokens, IPostProcessor postProcessor)
    {
        JsonPart options = settings.Options;
        bool lowercase = options.Flag("do_lower_case", true);
        return new Pipeline(
            addedTokens,
            new BertNormalizer(
                cleanText: true, options.Flag("tokenize_chinese_chars", true), options.Flag("strip_accents", lowercase), lowercase),
            new BertPreTokenizer(),
            new WordPiece(settings.Vocabulary, settings.Required("unk_token", "[UNK]").Id, "##", longestPiece: 100),
            postProcessor,
            new WordPieceDecoder("##", cleanup: true));
    }

    // Every entry is cut out of the text wherever it stands; what is left between white space is unknown.
    private static Pipeline Residues(FolderSettings settings)
    {
        Vocabulary vocabulary = settings.Vocabulary;
        (int Id, string Token) end = settings.Required("eos_token", "<eos>");
        return new Pipeline(
            [.. vocabulary.Tokens.Select(entry => new AddedToken(
                entry.Id, entry.Token, false, false, false, IsNormalized: false, IsSpecial: entry.Token.StartsWith('<')))],
            normalizer: null,
            CharacterSplit.WhitespaceSplit(),
            new WordLevel(vocabulary, settings.Required("unk_token", "<unk>").Id),
            TemplateProcessing.Uniform(settings.Required("cls_token", "<cls>"), end),
            decoder: null);
    }
}
