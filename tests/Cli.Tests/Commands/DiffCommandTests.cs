using System.Text.Json;
using AttnExtract.Extract.Formats;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class DiffCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Before_and_after_an_ablation_are_compared()
    {
        (string before, string after) = (Captured("before", "The cat sat."), Captured("after", "The cat sat.", "--ablate", "2.3=zero"));

        CliRun run = CliRun.Of("diff", before, after, "-o", _folder["diff.png"], "-o", _folder["diff.csv"]).Succeeded();

        string[] lines = run.Out.Split('\n');
        Assert.All(lines[..5], line => Assert.Matches(
            @"^L\d H\d+: '.+' \(\d+\) attends to '.+' \(\d+\) 0\.\d{3} (more|less): 0\.\d{3} before, 0\.\d{3} after\.$", line));
        Assert.Equal($"Wrote {_folder["diff.png"]} and {_folder["diff.csv"]}: where 72 attention maps differ.", lines[5]);
        Assert.True(new FileInfo(_folder["diff.png"]).Length > 0);
        Assert.Equal(73, File.ReadAllLines(_folder["diff.csv"]).Length);
        CliRun.Of("diff", before, after, "--distances", "-o", _folder["distances.svg"]).Succeeded();
    }

    [Fact]
    public void Two_equal_runs_are_said_to_be_equal() =>
        Assert.StartsWith(
            "No attention weight differs by 0.0005 or more.\n",
            CliRun.Of("diff", Captured("one", "The cat sat."), Captured("two", "The cat sat."), "-o", _folder["same.png"]).Succeeded().Out);

    [Fact]
    public void Two_texts_are_compared_at_tokens_that_stand_for_each_other()
    {
        CliRun run = CliRun.Of("diff", Captured("a", "The cat sat."), Captured("b", "The dog sat."), "--json", "--quiet").Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        Assert.Equal(
            ["[CLS]", "the", "cat → dog", "sat", ".", "[SEP]"], result.RootElement.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal(6, result.RootElement.GetProperty("distances").GetArrayLength());
        Assert.Equal(12, result.RootElement.GetProperty("distances")[0].GetArrayLength());
    }

    [Fact]
    public void Attention_of_other_programs_is_compared_under_its_tokens()
    {
        string before = Saved("before.npy", [1, 1, 1, 2], 0.5f, 0.5f);
        string after = Saved("after.npy", [1, 1, 1, 2], 0.25f, 0.5f);

        CliRun run = CliRun.Of("diff", before, after, "--tokens", "le", "--key-tokens", "the cat");

        Assert.StartsWith("L0 H0: 'le' (0) attends to 'the' (0) 0.250 less: 0.500 before, 0.250 after.\n", run.Out);
        Assert.Equal(
            $"attn: '{after}': 1 of 1 rows do not sum to 1 and are taken as they are; the first, layer 0, head 0, query 0 sums to 0.75.\n", run.Error);
        using JsonDocument json = JsonDocument.Parse(CliRun.Of("diff", before, after, "--key-tokens", "the cat", "--json", "--quiet").Bytes);
        Assert.Equal(["the", "cat"], json.RootElement.GetProperty("key_tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal(2, json.RootElement.GetProperty("aligned_keys").GetArrayLength());
        CliRun.Of("diff", Captured("a", "A cat."), before, "--tokens", "a b").FailedWith(
            2,
            $"'--tokens' goes with attention that another program saved, and '{_folder["a.safetensors"]}' is a record, which has its tokens.");
    }

    [Fact]
    public void Rows_of_some_tokens_are_compared()
    {
        string some = Captured("some", "The old cat sat.", "--queries", "0-1,cat,[SEP]");
        string whole = Captured("whole", "The dog sat.");
        string none = Captured("none", "The dog sat.", "--queries", "sat");

        CliRun run = CliRun.Of("diff", some, whole, "-o", _folder["a.svg"], "--json", "--quiet").Succeeded();

        using JsonDocument json = JsonDocument.Parse(run.Bytes);
        Assert.Equal(["[CLS]", "the", "cat → dog", "[SEP]"], json.RootElement.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal(
            ["[CLS]", "the", "cat → dog", "sat", ".", "[SEP]"],
            json.RootElement.GetProperty("key_tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal("[[0,0],[1,1],[3,2],[6,5]]", json.RootElement.GetProperty("aligned").GetRawText().Replace(" ", "").Replace("\n", ""));
        string figure = File.ReadAllText(_folder["a.svg"]);
        Assert.Contains("3 tokens without counterpart left out", figure);
        CliRun.Of("diff", some, none).FailedWith(
            1,
            "The two runs hold no rows of tokens that stand for each other: the first those at 0, 1, 3, 6, the second those at 3; capture the same "
                + "(--queries), or whole maps.");
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        CliRun.Of("diff", _folder["a.npz"]).FailedWith(
            2, "Give two runs to compare, files that attn capture wrote: attn diff before.safetensors after.safetensors");
        CliRun.Of("diff", _folder["a.npz"], _folder["b.npz"]).FailedWith(1, $"There is no file '{_folder["a.npz"]}'.");
        CliRun.Of("diff", Captured("a", "A cat.", "--layers", "0"), Captured("b", "A cat.", "--layers", "1")).FailedWith(
            1, "The two runs have no layer in common: the first holds the maps of layers 0, the second 1; capture the same.");
    }

    public void Dispose() => _folder.Dispose();

    private string Saved(string name, long[] shape, params float[] weights)
    {
        using FileStream file = File.Create(_folder[name]);
        NpyArray.Write(file, shape, weights);
        return _folder[name];
    }

    private string Captured(string name, string text, params string[] options)
    {
        string file = _folder[name + ".safetensors"];
        CliRun.Of(["capture", text, "-o", file, .. options]).Succeeded();
        return file;
    }
}
