using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Text that a model's vocabulary lacks is said, once, and nothing is said where it has all.</summary>
public sealed class UnknownTokensTests : IDisposable
{
    private const string Remark =
        "attn: 2 of 3 tokens are unknown to all-MiniLM-L6-v2, an English model, which reads [UNK] instead: -m takes a model that knows the language, "
        + "such as google-bert/bert-base-multilingual-cased.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_said_once_for_all_texts()
    {
        Assert.Equal(Remark, CliRun.Of("tokenize", "机器 cat", "--json").Error.Trim());
        Assert.Contains(Remark, CliRun.Of("figure", "机器 cat", "-o", _folder["a.png"]).Error);

        File.WriteAllText(_folder["texts.txt"], "机\ncat\n器\n");
        Assert.Equal(Remark, CliRun.Of("embed", _folder["texts.txt"], "-o", _folder["v.npy"], "--quiet").Error.Trim());
    }

    [Theory]
    [InlineData("The cat sat.")]
    [InlineData("The [UNK] sat.")]
    public void Nothing_is_said_where_all_is_known_or_meant(string text) => Assert.Equal("", CliRun.Of("tokenize", text, "--json").Error);
}
