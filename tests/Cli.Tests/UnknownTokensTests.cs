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

    [Fact]
    public void It_is_said_of_corpora_trees_pairs_and_records_too()
    {
        File.WriteAllText(_folder["texts.txt"], "机 cat\nthe cat\n");
        File.WriteAllText(
            _folder["trees.conllu"], "# text = 机 cat\n1\t机\t_\tNOUN\t_\t_\t2\tnsubj\t_\t_\n2\tcat\t_\tVERB\t_\t_\t0\troot\t_\t_\n\n");

        Assert.Equal(Of(1, 4), CliRun.Of("heads", _folder["texts.txt"], "--quiet", "-o", _folder["h.csv"]).Error);
        Assert.Equal(Of(1, 2), CliRun.Of("heads", _folder["trees.conllu"], "--relations", "all", "--quiet", "-o", _folder["r.csv"]).Error);
        Assert.Equal(
            Of(2, 3), CliRun.Of("ablate", "机 cat", "--pair", "器", "--unit", "layers", "--quiet", "--json").Error);
        Assert.Equal(Of(1, 2), CliRun.Of("capture", "机 cat", "--quiet", "-o", _folder["a.npz"]).Error);
        CliRun.Of("capture", "the [UNK]", "--quiet", "-o", _folder["b.npz"]).Succeeded();
        Assert.Equal(Of(2, 4), CliRun.Of("diff", _folder["a.npz"], _folder["a.npz"], "--quiet").Error);
        Assert.Equal("", CliRun.Of("diff", _folder["b.npz"], _folder["b.npz"], "--quiet").Error);

        static string Of(int lacking, int all) => Remark.Replace("2 of 3 tokens are", $"{lacking} of {all} tokens {(lacking == 1 ? "is" : "are")}") + "\n";
    }

    [Fact]
    public void No_other_model_is_proposed_for_a_picture_or_in_place_of_a_translator()
    {
        string translator = Path.Combine(ReferenceData.OwnRoot, "families", "marian");

        Assert.Equal(
            "attn: 1 of 2 tokens is unknown to all-MiniLM-L6-v2, an English model, which reads [UNK] instead.\n",
            CliRun.Of("tokenize", "cat 😀", "--json").Error);
        const string OfTranslator = "attn: 1 of 5 tokens is unknown to marian, which reads <unk> instead.\n";
        Assert.Equal(OfTranslator, CliRun.Of("tokenize", "fox Ж", "-m", translator, "--json").Error);
        Assert.Equal(OfTranslator, CliRun.Of("figure", "fox Ж", "-m", translator, "--attention", "encoder", "-o", _folder["f.png"]).Error);
    }

    [Theory]
    [InlineData("The cat sat.")]
    [InlineData("The [UNK] sat.")]
    public void Nothing_is_said_where_all_is_known_or_meant(string text) => Assert.Equal("", CliRun.Of("tokenize", text, "--json").Error);
}
