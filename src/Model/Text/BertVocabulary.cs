using System.Text.Json;
using AttnExtract.Model.Text.Decoders;
using AttnExtract.Model.Text.Models;
using AttnExtract.Model.Text.Normalizers;
using AttnExtract.Model.Text.PostProcessors;
using AttnExtract.Model.Text.PreTokenizers;

namespace AttnExtract.Model.Text;

/// <summary>
/// Builds BERT's tokenizer from vocab.txt and tokenizer_config.json, as transformers 5 does where a folder has no tokenizer.json.
/// </summary>
internal static class BertVocabulary
{
    /// <exception cref="AttnExtractException">A file is damaged, or the vocabulary lacks a token that must be there.</exception>
    public static Pipeline Read(string file)
    {
        Vocabulary vocabulary = VocabularyReader.FromLines(file);
        string settingsFile = Path.Combine(Path.GetDirectoryName(file)!, "tokenizer_config.json");
        using JsonDocument document = File.Exists(settingsFile) ? JsonPart.Parse(settingsFile) : JsonDocument.Parse("{}");
        JsonPart settings = JsonPart.Root(document, settingsFile);
        string unknown = Token(settings, "unk_token", "[UNK]");
        string separator = Token(settings, "sep_token", "[SEP]");
        string classifier = Token(settings, "cls_token", "[CLS]");
        string[] specials = [Token(settings, "pad_token", "[PAD]"), unknown, classifier, separator, Token(settings, "mask_token", "[MASK]")];
        bool lowercase = settings.Flag("do_lower_case", true);
        return new Pipeline(
            AddedTokenList.Read(settings, specials, vocabulary),
            new BertNormalizer(
                cleanText: true,
                settings.Flag("tokenize_chinese_chars", true),
                settings.Flag("strip_accents", lowercase),
                lowercase),
            new BertPreTokenizer(),
            new WordPiece(vocabulary, IdOf(unknown), "##", longestPiece: 100),
            TemplateProcessing.Bert((IdOf(classifier), classifier), (IdOf(separator), separator)),
            new WordPieceDecoder("##", cleanup: true));

        int IdOf(string token) => vocabulary.IdOf(token) is >= 0 and int id
            ? id
            : throw new AttnExtractException(
                $"'{file}' lacks the token '{token}', which {(File.Exists(settingsFile) ? $"'{settingsFile}'" : "BERT's tokenizer")} needs.");
    }

    private static string Token(JsonPart settings, string role, string fallback) =>
        settings.Find(role) is not { } token ? fallback
        : token.Is(JsonValueKind.Object) ? token.Text("content")
        : token.AsText();
}
