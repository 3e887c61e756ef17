using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>What a study remarks of its corpus beside the numbers is remarked by the merge of its shards, too, in the same words.</summary>
public sealed class RunRemarksTests : IDisposable
{
    private static readonly string Model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");
    private static readonly string Other = Path.Combine(ReferenceData.OwnRoot, "families", "distilbert");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("heads FILE", ".csv")]
    [InlineData("ablate -i FILE", ".csv")]
    [InlineData("measure -i FILE --kind rollout", ".csv")]
    [InlineData("predict -i FILE", ".csv")]
    [InlineData("capture -i FILE", ".npz")]
    [InlineData("embed FILE", ".npy")]
    [InlineData("diff -i FILE --other-model OTHER", ".csv")]
    public void Unknown_words_and_lines_that_were_left_out_are_counted_over_all_shards(string study, string extension)
    {
        File.WriteAllText(_folder["texts.jsonl"], """
            {"text":"the [MASK] Ж sat"}
            {"none":"the"}
            {"text":"the [MASK] ꙮ ꙮ"}
            nothing
            {"text":"on the [MASK]"}
            {"text":"Ж [MASK]"}
            """);
        CliRun plain = Of(study, "-o", _folder["plain" + extension]);
        Assert.Equal(0, plain.ExitCode);
        string[] remarks = plain.Error.TrimEnd('\n').Split('\n');
        Assert.Equal($"attn: '{_folder["texts.jsonl"]}': 2 lines could not be read and were left out; the first: line 2 has no 'text'.", remarks[0]);
        Assert.Equal(study.Contains("OTHER", StringComparison.Ordinal) ? 3 : 2, remarks.Length);
        Assert.All(remarks.Skip(1).Zip((string[])["bert", "distilbert"]), remark => Assert.Contains($" are unknown to {remark.Second}, ", remark.First));
        Assert.All(remarks.Skip(1), remark => Assert.StartsWith("attn: 4 of 1", remark));

        string run = _folder["run/"];
        Assert.NotEqual(plain.Error, Of(study, "--shard", "1/2", "-o", run).Error);
        Assert.NotEqual(plain.Error, Of(study, "--shard", "2/2", "-o", run).Error);
        CliRun merged = CliRun.Of("merge", run, "--quiet", "-o", _folder["merged" + extension]);

        Assert.Equal(plain, merged with { Bytes = plain.Bytes });
    }

    [Fact]
    public void Of_a_treebank_they_are_too()
    {
        string trees = _folder["trees.conllu"];
        string[] sentences =
        [
            "the 2 det,Ж 0 nsubj", "cat 2 obj,no 9 obj", "ꙮ 2 det,ꙮ 0 nsubj", "the 2 det,cat 0 nsubj", "Ж 2 obj,mat 0 nsubj", "nobody 7 det,at 0 nsubj",
        ];
        File.WriteAllLines(trees, sentences.SelectMany(TreeOf));
        string[] study = ["heads", trees, "--relations", "all", "--skip-bad", "--chunk", "1", "--quiet", "-m", Model];
        CliRun plain = CliRun.Of([.. study, "-o", _folder["plain.csv"]]);
        Assert.Equal(0, plain.ExitCode);
        string[] remarks = plain.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(
            $"attn: '{trees}': 2 lines could not be read and were left out; the first: '{trees}', line 5: the head '9' is no word of the sentence, "
                + "which has 2.",
            remarks[0]);
        Assert.StartsWith("attn: 4 of ", Assert.Single(remarks.Skip(1)));

        foreach (string shard in (string[])["2/2", "1/2"])
        {
            Assert.NotEqual(plain.Error, CliRun.Of([.. study, "--shard", shard, "-o", _folder["run/"]]).Error);
        }

        CliRun merged = CliRun.Of("merge", _folder["run/"], "--quiet", "-o", _folder["merged.csv"]);
        Assert.Equal(plain, merged with { Bytes = plain.Bytes });
        Assert.Equal(File.ReadAllBytes(_folder["plain.csv"]), File.ReadAllBytes(_folder["merged.csv"]));

        static IEnumerable<string> TreeOf(string sentence) =>
        [
            .. sentence.Split(',').Select(word => word.Split(' ')).Select((word, i) => $"{i + 1}\t{word[0]}\t_\t_\t_\t_\t{word[1]}\t{word[2]}\t_\t_"), "",
        ];
    }

    [Fact]
    public void What_a_run_remarked_is_known_to_whoever_goes_on_with_it()
    {
        File.WriteAllText(_folder["texts.jsonl"], "{\"text\":\"the cat\"}\nnothing\n{\"text\":\"cats\"}\n");
        string run = _folder["run/"];
        Assert.Equal(0, Of("heads FILE", "--plan", "-o", run).ExitCode);
        Assert.Equal(0, Of("heads FILE", "--shard", "1/1", "-o", run).ExitCode);
        Assert.Equal(
            $"attn: '{_folder["texts.jsonl"]}': 1 line could not be read and was left out; it: line 2 is no JSON object.\n",
            CliRun.Of("merge", run, "--quiet", "-o", _folder["a.csv"]).Error);
    }

    [Fact]
    public void Cut_texts_are_remarked_by_the_merge()
    {
        File.WriteAllLines(_folder["texts.txt"], ["the cat", string.Join(' ', Enumerable.Repeat("cat", 100)), string.Join(' ', Enumerable.Repeat("mat", 90))]);
        string[] embed = ["embed", _folder["texts.txt"], "--chunk", "1", "--quiet", "-m", Model, "-o"];
        CliRun plain = CliRun.Of([.. embed, _folder["plain.npy"]]);
        Assert.StartsWith("attn: 2 of 3 texts were cut off to 80 tokens, ", plain.Error);
        CliRun.Of([.. embed, _folder["run/"]]).Succeeded();

        Assert.Equal(plain.Error, CliRun.Of("merge", _folder["run/"], "--quiet", "-o", _folder["merged.npy"]).Error);
    }

    private CliRun Of(string study, params string[] more) => CliRun.Of(
    [
        .. study.Split(' ').Select(word => word == "FILE" ? _folder["texts.jsonl"] : word == "OTHER" ? Other : word),
        "--column", "text", "--skip-bad", "--chunk", "1", "--quiet", "-m", Model, .. more,
    ]);
}
