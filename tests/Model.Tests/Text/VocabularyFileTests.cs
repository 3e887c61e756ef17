using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Text;

/// <summary>Folders without tokenizer.json: built from their other files, the tokenizer must still equal the library.</summary>
public sealed class VocabularyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<TheoryDataRow<string>> FoldersWithVocabulary =>
        ReferenceData.Folders("tokenizers", "vocab.txt").Select(folder => new TheoryDataRow<string>(Path.GetFileName(folder)));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FoldersWithVocabulary))]
    public void Load_builds_the_same_tokenizer_from_vocab_txt(string name)
    {
        string folder = ReferenceCase.FolderOf(name);
        _folder.CopyFrom(folder, "vocab.txt", "tokenizer_config.json");
        TextTokenizer tokenizer = TextTokenizer.Load(_folder.Path);

        string[] differences = [.. ReferenceCase.In(folder).SelectMany(one => one.Differences(one.EncodeWith(tokenizer)))];

        Assert.True(differences.Length == 0, $"{differences.Length} fields differ.\n{string.Join('\n', differences.Take(5))}");
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

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => TextTokenizer.Load(_folder.Path));

        Assert.Equal($"'{file}' lacks '[SEP]', which the tokenizer needs as its sep_token.", error.Message);
    }
}
