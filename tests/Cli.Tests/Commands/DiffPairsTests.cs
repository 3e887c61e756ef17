using System.Text.Json;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>Comparisons of many pairs: each is that of its two captures, and their means are means.</summary>
public sealed class DiffPairsTests : IDisposable
{
    private static readonly string Bert = Path.Combine(ReferenceData.OwnRoot, "families", "bert");
    private static readonly string Distilbert = Path.Combine(ReferenceData.OwnRoot, "families", "distilbert");

    private static readonly (string Before, string After)[] Texts = [("the cat sat", "the dog sat"), ("the mat", "the old mat"), ("a cat", "a cat")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pairs_of_texts_are_compared_as_their_captures_are()
    {
        string pairs = Write("pairs.tsv", string.Concat(Texts.Select(pair => $"{pair.Before}\t{pair.After}\n")));
        JsonElement all = Json("-i", pairs, "-m", Bert, "--layers", "0,2");

        JsonElement[] alone = [.. Texts.Select(pair => Alone(pair.Before, Bert, pair.After, Bert, "--layers", "0,2"))];
        Assert.Equal(3, all.GetProperty("pairs").GetInt32());
        Assert.Equal(alone.Select(one => one.GetRawText()), all.GetProperty("comparisons").EnumerateArray().Select(one => Outdented(one.GetRawText())));
        double[][] distances = [.. alone.Select(Distances)];
        double[] means = [.. Enumerable.Range(0, distances[0].Length).Select(head => (distances[0][head] + distances[1][head] + distances[2][head]) / 3)];
        Assert.Equal(means, Distances(all));
        Assert.All(distances[2], distance => Assert.Equal(0, distance));
        Assert.Contains(distances[0], distance => distance > 0);
    }

    [Fact]
    public void Two_models_read_the_same_text_or_each_its_own()
    {
        string pairs = Write("pairs.txt", "the cat sat\nthe mat\tthe old mat\n");
        JsonElement all = Json("-i", pairs, "-m", Bert, "--other-model", Distilbert);

        Assert.Equal(["bert", "distilbert"], all.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        Assert.Equal(
            [
                Alone("the cat sat", Bert, "the cat sat", Distilbert).GetRawText(),
                Alone("the mat", Bert, "the old mat", Distilbert).GetRawText(),
            ],
            all.GetProperty("comparisons").EnumerateArray().Select(one => Outdented(one.GetRawText())));
    }

    [Fact]
    public void Kept_runs_are_compared_without_a_model()
    {
        (string a, string b) = (Captured("a", "the cat sat", Bert), Captured("b", "the dog sat", Bert));
        string pairs = Write("runs.csv", $"id,one,other\n1,{a},{b}\n2,{b},{a}\n");
        string[] words = ["diff", "-i", pairs, "--column", "one", "--other-column", "other", "--records"];
        CliRun.Of([.. words, "-o", _folder["plain.csv"], "--quiet"]).Succeeded();
        string run = _folder["run/"];
        CliRun.Of([.. words, "--chunk", "1", "--shard", "2/2", "-o", run]).Succeeded();
        CliRun.Of([.. words, "--chunk", "1", "--shard", "1/2", "-o", run]).Succeeded();
        CliRun.Of("merge", run, "-o", _folder["merged.csv"], "--quiet").Succeeded();

        Assert.Equal(File.ReadAllLines(_folder["plain.csv"]), File.ReadAllLines(_folder["merged.csv"]));
        CliRun.Of("diff", a, b, "-o", _folder["one.csv"], "--quiet").Succeeded();
        string[] one = File.ReadAllLines(_folder["one.csv"]);
        string[] rows = File.ReadAllLines(_folder["plain.csv"]);
        Assert.Equal($"text,{one[0]}", rows[0]);
        Assert.Equal(one[1..].Select(row => $"0,{row}"), rows[1..one.Length]);
        Assert.Equal(1 + (2 * (one.Length - 1)), rows.Length);

        // Another file under the same name is another run.
        Captured("b", "the old dog sat", Bert);
        CliRun again = CliRun.Of([.. words, "--chunk", "1", "-o", run]);
        Assert.Equal(1, again.ExitCode);
        Assert.StartsWith($"attn: '{run}' holds a run that was made for --column one --other-column other --records sha256:", again.Error);
    }

    [Fact]
    public void A_corpus_says_its_farthest_heads_and_draws_the_means()
    {
        string pairs = Write("pairs.tsv", "the cat sat\tthe dog sat\nthe mat\tthe old mat\n");
        string[] said = CliRun.Of("diff", "-i", pairs, "-m", Bert, "-o", _folder["a.svg"]).Succeeded().Out.Split('\n');

        Assert.Matches(@"^Over 2 pairs the maps of a head are 0\.\d{4} nats apart in the mean; farthest:$", said[0]);
        Assert.All(said[1..6], line => Assert.Matches(@"^L\d H\d +0\.\d{4}$", line));
        Assert.Equal($"Wrote {_folder["a.svg"]}: distances of 12 heads over 2 pairs.", said[6]);
        Assert.Equal("Next: -o distances.csv keeps every pair.", said[7]);
        Assert.Contains("means of 2 pairs", File.ReadAllText(_folder["a.svg"]));
    }

    [Fact]
    public void What_are_no_pairs_is_refused()
    {
        string lines = Write("lines.txt", "the cat\tthe dog\n\nthe mat\n");
        CliRun.Of("diff", "-i", lines, "-m", Bert).FailedWith(
            1, "“the mat” is no pair of texts; two were expected with a tab between, or one and --other-model for a second model. "
                + $"That was text 2 of '{lines}', in line 3.");
        CliRun.Of("diff", "-i", Write("none.tsv", "a.npz\tb.npz\n"), "--records").FailedWith(1, "There is no file 'a.npz'.");
        CliRun.Of("diff", "-i", Write("one.txt", "a.npz\n"), "--records").FailedWith(
            1, $"“a.npz” is no pair of texts; names of two files were expected, a tab between. That was text 1 of '{_folder["one.txt"]}', in line 1.");
        CliRun skipped = CliRun.Of("diff", "-i", lines, "-m", Bert, "--skip-bad", "--quiet");
        Assert.Equal(
            (0, $"attn: '{lines}': 1 line could not be read and was left out; it: “the mat” is no pair of texts.\n"), (skipped.ExitCode, skipped.Error));
        CliRun.Of("diff", "a.npz", "b.npz", "-i", lines).FailedWith(2, "Give RUN or --input, not both. See 'attn diff --help'.");
        CliRun.Of("diff", "a.npz", "b.npz", "--other-model", Bert).FailedWith(2, "'--other-model' is for --input FILE; give both, or leave it out.");
        CliRun.Of("diff", "-i", lines, "--records", "-m", Bert).FailedWith(2, "Give --model or --records, not both. See 'attn diff --help'.");
        CliRun.Of("diff", "-i", lines, "--other-column", "b").FailedWith(2, "'--other-column' is for --column NAME; give both, or leave it out.");
        CliRun.Of("diff", "-i", lines, "-m", Path.Combine(ReferenceData.OwnRoot, "families", "marian")).FailedWith(
            1, "marian has an encoder and a decoder, and a pair says nothing of what the decoder reads: compare its encoder with --attention encoder.");
        string pairs = Write("pairs.tsv", "the cat\tthe dog\n");
        CliRun.Of("diff", "-i", pairs, "-m", Path.Combine(ReferenceData.OwnRoot, "families", "marian"), "--attention", "encoder", "--quiet").Succeeded();
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private static double[] Distances(JsonElement one) =>
        [.. one.GetProperty("distances").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetDouble())];

    // Within a list everything stands four spaces farther in.
    private static string Outdented(string json) => json.Replace("\n    ", "\n", StringComparison.Ordinal);

    private static JsonElement Json(params string[] words) =>
        JsonDocument.Parse(CliRun.Of(["diff", .. words, "--json", "--quiet"]).Succeeded().Bytes).RootElement;

    private JsonElement Alone(string before, string model, string after, string otherModel, params string[] more) =>
        Json([Captured("before", before, model, more), Captured("after", after, otherModel, more)]);

    private string Captured(string name, string text, string model, params string[] more)
    {
        string file = _folder[name + ".safetensors"];
        CliRun.Of(["capture", text, "-m", model, "-o", file, "--quiet", .. more]).Succeeded();
        return file;
    }
}
