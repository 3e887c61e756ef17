using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Text.Steps.Decoders;
using AttnExtract.Model.Text.Steps.Models;
using AttnExtract.Model.Text.Steps.Normalizers;
using AttnExtract.Model.Text.Steps.PostProcessors;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Files;

/// <summary>
/// Builds a byte-level BPE tokenizer from vocab.json, merges.txt and tokenizer_config.json, as transformers 5 does where a folder has
/// no tokenizer.json: with RoBERTa's marks, BERT's (as DeBERTa has them) or none (GPT-2); or HerBERT's, of characters, whose words end in
/// <c>&lt;/w&gt;</c>. The class tells which, or the vocabulary.
/// </summary>
internal static class MergeFiles
{
    private const string WordEndClass = "HerbertTokenizer";
    private const string WordEnd = "</w>";
    private static readonly string[] PlainClasses = ["GPT2Tokenizer"];
    private static readonly string[] BertMarkClasses = ["DebertaTokenizer"];
    private static readonly string[] RobertaMarkClasses = ["RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer"];

    /// <exception cref="AttnExtractException">A file is damaged or missing, or the vocabulary lacks a token that must be there.</exception>
    public static Pipeline Read(string file)
    {
        string mergesFile = Path.Combine(Path.GetDirectoryName(file)!, "merges.txt");
        if (!File.Exists(mergesFile))
        {
            throw new AttnExtractException($"'{file}' has no merges.txt beside it; a byte-level BPE tokenizer needs both.");
        }

        using JsonDocument document = JsonPart.Parse(file);
        Vocabulary vocabulary = VocabularyReader.FromObject(JsonPart.Root(document, file));
        using FolderSettings settings = new(file, vocabulary);
        settings.RequireClass([.. RobertaMarkClasses, .. PlainClasses, .. BertMarkClasses, WordEndClass]);
        if (settings.Class == WordEndClass || (settings.Class.Length == 0 && EndsWords(vocabulary)))
        {
            return WordEnds(settings, mergesFile);
        }

        bool addPrefixSpace = settings.Options.Flag("add_prefix_space", false);
        (SpecialNames names, IPostProcessor postProcessor) = Marks(settings, addPrefixSpace);
        return new Pipeline(
            settings.AddedTokens(names, []),
            normalizer: null,
            new ByteLevel(addPrefixSpace, cuts: true),
            new Bpe(vocabulary, MergeTable.ReadLines(mergesFile, vocabulary), new BpeOptions()),
            postProcessor,
            new ByteLevelDecoder());
    }

    private static bool EndsWords(Vocabulary vocabulary) =>
        vocabulary.Tokens.Any(entry => entry.Token.Length > WordEnd.Length && entry.Token.EndsWith(WordEnd, StringComparison.Ordinal));

    private static Pipeline WordEnds(FolderSettings settings, string mergesFile)
    {
        Vocabulary vocabulary = settings.Vocabulary;
        return new Pipeline(
            settings.AddedTokens(new SpecialNames("<pad>", "<unk>", "<s>", "</s>", "<mask>"), []),
            new BertNormalizer(cleanText: true, handleChineseCharacters: true, stripAccents: false, lowercase: false),
            new BertPreTokenizer(),
            new Bpe(vocabulary, MergeTable.ReadLines(mergesFile, vocabulary), new BpeOptions
            {
                UnknownId = settings.Required("unk_token", "<unk>").Id,
                EndSuffix = WordEnd,
            }),
            TemplateProcessing.Bert("BertProcessing", settings.Required("cls_token", "<s>"), settings.Required("sep_token", "</s>")),
            new BpeDecoder(WordEnd));
    }

    private static (SpecialNames Names, IPostProcessor PostProcessor) Marks(FolderSettings settings, bool addPrefixSpace)
    {
        Vocabulary vocabulary = settings.Vocabulary;
        if (BertMarkClasses.Contains(settings.Class) || vocabulary.IdOf("[CLS]") >= 0)
        {
            return (
                new SpecialNames("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
                TemplateProcessing.Roberta(settings.Required("cls_token", "[CLS]"), settings.Required("sep_token", "[SEP]")));
        }

        if (PlainClasses.Contains(settings.Class) || vocabulary.IdOf("<s>") < 0)
        {
            const string End = "<|endoftext|>";
            return (new SpecialNames(End, End, End, End, End), new ByteLevelProcessing(trimOffsets: false, addPrefixSpace));
        }

        return (
            new SpecialNames("<pad>", "<unk>", "<s>", "</s>", "<mask>", MaskStripsLeft: true),
            new RobertaProcessing(
                TemplateProcessing.Roberta(settings.Required("cls_token", "<s>"), settings.Required("sep_token", "</s>")),
                settings.Options.Flag("trim_offsets", true),
                addPrefixSpace));
    }
}
