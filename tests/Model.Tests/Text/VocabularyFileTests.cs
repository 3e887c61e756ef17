using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Text;

/// <summary>Folders without tokenizer.json: built from their other files, the tokenizer must still equal the library.</summary>
public sealed class VocabularyFileTests : IDisposable
{
    // What a folder's tokenizer can be built from; a fast tokenizer without a class has no rule to build it by.
    private static readonly string[] Vocabularies =
        ["vocab.txt", "vocab.json", "sentencepiece.bpe.model", "sentencepiece.model", "spiece.model", "spm.model", "tokenizer.model"];

    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<TheoryDataRow<string, string>> Files =>
        from folder in ReferenceData.Folders("tokenizers")
        from vocabulary in Vocabularies
        where File.Exists(Path.Combine(folder, vocabulary)) && (vocabulary != "vocab.json" || HasClass(folder))
        select new TheoryDataRow<string, string>(Path.GetFileName(folder), vocabulary);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_builds_the_same_tokenizer_from_the_other_files(string name, string vocabulary)
    {
        string folder = ReferenceCase.FolderOf(name);
        _folder.CopyFrom(folder, vocabulary, "merges.txt", "tokenizer_config.json");
        TextTokenizer tokenizer = TextTokenizer.Load(_folder.Path);

        string[] differences = [.. ReferenceCase.In(folder).SelectMany(one => one.Differences(one.EncodeWith(tokenizer)))];

        Assert.True(differences.Length == 0, $"{differences.Length} fields differ.\n{string.Join('\n', differences.Take(5))}");
    }

    [Theory]
    [InlineData("vocab.txt")]
    [InlineData("vocab.json")]
    public void Load_builds_the_same_tokenizer_from_files_with_the_line_ends_of_Windows(string vocabulary)
    {
        string folder = ReferenceCase.FolderOf(Files.Select(row => row.Data).First(one => one.Item2 == vocabulary).Item1);
        _folder.CopyFrom(folder, vocabulary, "merges.txt", "tokenizer_config.json");
        foreach (string file in Directory.GetFiles(_folder.Path, "*.txt"))
        {
            File.WriteAllText(file, File.ReadAllText(file).ReplaceLineEndings("\r\n"));
        }

        TextTokenizer tokenizer = TextTokenizer.Load(_folder.Path);

        Assert.Contains("\r\n", File.ReadAllText(Directory.GetFiles(_folder.Path, "*.txt")[0]));
        Assert.Empty(ReferenceCase.In(folder).SelectMany(one => one.Differences(one.EncodeWith(tokenizer))));
    }

    [Fact]
    public void Load_takes_BERTs_defaults_when_there_is_only_a_vocabulary()
    {
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncafe\n##s\n");

        Encoding encoding = TextTokenizer.Load(_folder.Path).Encode("Cafés [MASK]");

        Assert.Equal(["[CLS]", "cafe", "##s", "[MASK]", "[SEP]"], encoding.Tokens.Select(token => token.Text));
    }

    [Fact]
    public void Load_says_which_token_a_vocabulary_lacks()
    {
        string file = _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\na\n");

        Assert.Equal($"'{file}' lacks '[SEP]', which the tokenizer needs as its sep_token.", Message());
    }

    [Fact]
    public void Load_says_that_merges_are_missing()
    {
        string file = _folder.Write("vocab.json", """{"a":0}""");

        Assert.Equal($"'{file}' has no merges.txt beside it; a byte-level BPE tokenizer needs both.", Message());
    }

    [Fact]
    public void Load_says_which_merge_is_wrong()
    {
        _folder.Write("vocab.json", """{"a":0,"b":1,"ab":2}""");
        string file = _folder.Write("merges.txt", "#version: 0.2\na b\nb a\n");

        Assert.Equal(
            $"'{file}' is damaged: its line 'b a' should be two tokens that are in the vocabulary together with their union.", Message());
    }

    [Theory]
    [InlineData("\x0a\x03", "is not a sentencepiece model, or a damaged one: fetch it again.")]
    [InlineData("", "is not a sentencepiece model: it has no pieces.")]
    public void Load_says_that_a_model_is_none(string content, string message)
    {
        string file = _folder.Write("spm.model", content);

        Assert.Equal($"'{file}' {message}", Message());
    }

    private static bool HasClass(string folder)
    {
        using JsonDocument settings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer_config.json")));
        return settings.RootElement.GetProperty("tokenizer_class").GetString() != "PreTrainedTokenizerFast";
    }

    private string Message() => Assert.Throws<AttnExtractException>(() => TextTokenizer.Load(_folder.Path)).Message;
}
