using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Model.Tests.Text;

public sealed class TextTokenizerErrorTests : IDisposable
{
    private const string Model = """{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[UNK]":0,"a":1}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_says_what_it_looked_for_in_an_empty_folder() => Assert.Equal(
        $"'{_folder.Path}' has no tokenizer: none of tokenizer.json, sentencepiece.bpe.model, sentencepiece.model, spiece.model, "
        + "spm.model, tokenizer.model, source.spm, vocab.json, vocab.txt is there; add the one that belongs to the model.",
        Message());

    [Fact]
    public void Load_says_that_a_folder_is_missing() => Assert.Equal(
        $"There is no folder '{_folder.Path}/no' to read a tokenizer from.",
        Assert.Throws<AttnExtractException>(() => TextTokenizer.Load($"{_folder.Path}/no")).Message);

    [Theory]
    [InlineData("""{"model": """, "'{0}' is not valid JSON (line 1, byte 11): fetch it again.")]
    [InlineData("{}", "'{0}' is damaged: it lacks 'model'.")]
    [InlineData("[]", "'{0}' is damaged: it lacks 'model'.")]
    [InlineData("""{"model":{"type":"Marble","vocab":{}}}""",
        "'{0}' cannot be used: 'Marble' is not among the models that are supported: WordPiece, BPE, Unigram, WordLevel.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}}}""",
        "'{0}' is damaged: its 'model' names '[UNK]' as the unknown token, which its vocabulary lacks.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":-1}}}""",
        "'{0}' is damaged: its 'model.vocab.a' is out of range for an id: -1.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":"b"}}}""",
        "'{0}' is damaged: its 'model.vocab.a' should be a whole number, not \"b\".")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":[1]}}""", "'{0}' is damaged: its 'model.vocab' should be an object, not [1].")]
    public void Load_says_what_is_wrong_with_a_file(string json, string message)
    {
        string file = _folder.Write("tokenizer.json", json);

        Assert.Equal(string.Format(null, message, file), Message());
    }

    [Theory]
    [InlineData("normalizer", "'Nope' is not among the normalizers that are supported: BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, "
        + "StripAccents, Strip, Replace, Prepend, Precompiled, Nmt, ByteLevel, Sequence.")]
    [InlineData("pre_tokenizer", "'Nope' is not among the pre-tokenizers that are supported: BertPreTokenizer, Whitespace, "
        + "WhitespaceSplit, Punctuation, Digits, CharDelimiterSplit, Split, Metaspace, ByteLevel, UnicodeScripts, FixedLength, Sequence.")]
    [InlineData("post_processor", "'Nope' is not among the post-processors that are supported: TemplateProcessing, BertProcessing, "
        + "RobertaProcessing, ByteLevel, Sequence.")]
    [InlineData("decoder", "'Nope' is not among the decoders that are supported: WordPiece, ByteLevel, Metaspace, BPEDecoder, "
        + "Replace, ByteFallback, Fuse, Strip, Sequence.")]
    public void Load_names_the_component_that_is_not_supported(string kind, string message)
    {
        string file = _folder.Write("tokenizer.json", $$"""{ "model": {{Model}}, "{{kind}}": { "type": "Nope" } }""");

        Assert.Equal($"'{file}' cannot be used: {message}", Message());
    }

    private string Message() => Assert.Throws<AttnExtractException>(() => TextTokenizer.Load(_folder.Path)).Message;
}
