using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Manifests;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What <c>--attention all</c> makes of measures and of surveys of heads: the same as each kind alone, beside one another.</summary>
public sealed class AllKindsTests : IDisposable
{
    private const string Text = "A quick fox.";
    private const string Target = "Der Hund.";

    private static readonly string[] Kinds = ["encoder", "decoder", "cross"];
    private static readonly string Model = Path.Combine(ReferenceData.OwnRoot, "families", "bart");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Measures_of_all_kinds_are_those_of_each()
    {
        string[] measure = ["measure", Text, "--target", Target, "-m", Model, "--kind", "rollout,gradient,occlusion"];

        using JsonDocument all = Json([.. measure, "--attention", "all"]);

        Assert.Equal(Kinds, all.RootElement.EnumerateArray().Select(kind => kind.GetProperty("attention").GetString()));
        foreach ((string kind, JsonElement one) in Kinds.Zip(all.RootElement.EnumerateArray()))
        {
            using JsonDocument alone = Json([.. measure, "--attention", kind]);
            Assert.True(JsonElement.DeepEquals(alone.RootElement, one), kind);
        }
    }

    [Fact]
    public void Files_of_measures_tell_the_kind()
    {
        string table = _folder["all.csv"];
        string arrays = _folder["all.npz"];
        _ = CliRun.Of(
            "measure", Text, "--target", Target, "-m", Model, "--kind", "rollout,taylor", "--attention", "all", "-o", table, "-o", arrays).Succeeded();

        string[][] rows = [.. File.ReadLines(table).Skip(1).Select(row => row.Split(','))];
        IReadOnlyList<Measurement> read = Measurement.Open(arrays);
        Assert.Equal("measure,attention,layer,head,query,key,query_token,key_token,value", File.ReadLines(table).First());
        Assert.Equal(Kinds, rows.Select(row => row[1]).Distinct());
        Assert.Equal(
            Kinds.SelectMany(kind => (string[])[$"{kind} rollout", $"{kind} taylor"]), read.Select(one => $"{one.Kind} {one.Measure}"));
        foreach (string kind in Kinds)
        {
            string alone = _folder[$"{kind}.npz"];
            _ = CliRun.Of("measure", Text, "--target", Target, "-m", Model, "--kind", "rollout,taylor", "--attention", kind, "-o", alone).Succeeded();
            foreach (Measurement expected in Measurement.Open(alone))
            {
                Measurement actual = read.Single(one => one.Kind == expected.Kind && one.Measure == expected.Measure);
                Assert.Equal(expected.KeyTokens, actual.KeyTokens);
                Assert.Equal(NumbersOf(expected), NumbersOf(actual));
            }
        }
    }

    [Fact]
    public void A_figure_of_measures_has_a_grid_and_a_scale_a_kind()
    {
        (string[] titles, string caption) = Figure(
            "measure", Text, "--target", Target, "-m", Model, "--kind", "rollout", "--attention", "all", "--layers", "0,1");

        Assert.Equal(Kinds.SelectMany(kind => (string[])[$"{kind} L0", $"{kind} L1"]), titles);
        Assert.Contains($"“{Text}” with the target “{Target}”", caption, StringComparison.Ordinal);
        Assert.Contains(
            "rollout: attention rolled out to the input (Abnar and Zuidema 2020; Chefer et al. 2021), attention of the encoder, of the decoder, "
            + "from decoder to encoder (layers and heads 0-based)",
            caption,
            StringComparison.Ordinal);
        Assert.Contains("one colour scale a kind of attention, which the bars name", caption, StringComparison.Ordinal);
        Assert.Contains("empty cells: keys that the query cannot see", caption, StringComparison.Ordinal);

        (titles, caption) = Figure(
            "measure", Text, "--target", Target, "-m", Model, "--kind", "attention", "--attention", "all", "--query", "1", "--view", "bars",
            "--layers", "0", "--heads", "0");
        Assert.Equal(Kinds.Select(kind => $"{kind} L0 H0"), titles);
        Assert.Contains("grey columns: tokens that the query cannot see", caption, StringComparison.Ordinal);
        Assert.Matches("what token 1, “[^”]+”, or token 1, “[^”]+”, has of each", caption);
    }

    [Fact]
    public void What_has_no_definition_in_a_kind_is_told_and_left_out_there()
    {
        const string Reason = "The measure 'flow' has no definition in attention from decoder to encoder: its network is of one text, whose tokens every layer "
            + "has again; take rollout, which is defined over both stacks.";
        CliRun run = CliRun.Of("measure", Text, "--target", Target, "-m", Model, "--kind", "flow,rollout", "--attention", "all", "--json");
        using JsonDocument all = JsonDocument.Parse(run.Bytes);

        Assert.Equal($"attn: {Reason}\n", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["flow rollout", "flow rollout", "rollout"],
            all.RootElement.EnumerateArray().Select(kind => kind.TryGetProperty("measures", out JsonElement measures)
                ? string.Join(' ', measures.EnumerateArray().Select(measure => measure.GetProperty("kind").GetString()))
                : kind.GetProperty("kind").GetString()));
    }

    [Fact]
    public void The_test_of_measures_tells_the_kind()
    {
        (string[] titles, string caption) = Figure(
            "measure", Text, "--target", Target, "-m", Model, "--kind", "rollout,gradient", "--attention", "all", "--faithfulness",
            "-o", _folder["test.csv"]);

        Assert.Equal(["Spearman", "comprehensiveness", "sufficiency"], titles);
        Assert.Contains("attention of the encoder, of the decoder, from decoder to encoder", caption, StringComparison.Ordinal);
        string[][] rows = [.. File.ReadLines(_folder["test.csv"]).Select(row => row.Split(','))];
        Assert.Equal(["measure", "attention"], rows[0][..2]);
        Assert.Equal(
            Kinds.SelectMany(kind => (string[])[$"rollout {kind}", $"gradient {kind}"]), rows[1..].Select(row => $"{row[0]} {row[1]}"));
    }

    [Fact]
    public void A_page_measures_every_kind()
    {
        _ = CliRun.Of(
            "view", Text, "--target", Target, "-m", Model, "--attention", "all", "--measure", "rollout", "-o", _folder["page.html"]).Succeeded();
        string page = File.ReadAllText(_folder["page.html"]);

        Assert.All(Kinds, kind => Assert.Contains($"\"{kind} rollout\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Surveys_of_all_kinds_are_those_of_each_also_in_chunks_and_of_a_file()
    {
        string texts = _folder["texts.txt"];
        File.WriteAllLines(texts, ["A fox.\tEin Fuchs.", "The dog sees a cat.\tDer Hund.", "Red.\tRot und rot."]);
        using JsonDocument all = Json("heads", texts, "-m", Model, "--attention", "all", "--chunk", "2");

        Assert.Equal(Kinds, all.RootElement.EnumerateArray().Select(kind => kind.GetProperty("attention").GetString()));
        foreach ((string kind, JsonElement one) in Kinds.Zip(all.RootElement.EnumerateArray()))
        {
            using JsonDocument alone = Json("heads", texts, "-m", Model, "--attention", kind, "--chunk", "2");
            Assert.True(JsonElement.DeepEquals(alone.RootElement, one), kind);
        }

        string run = _folder["run/"];
        Assert.Equal(0, CliRun.Of("heads", texts, "-m", Model, "--attention", "all", "--chunk", "2", "-o", run).ExitCode);
        using JsonDocument merged = Json("merge", run);
        Assert.True(JsonElement.DeepEquals(all.RootElement, merged.RootElement));

        _ = CliRun.Of("capture", Text, "--target", Target, "-m", Model, "-o", _folder["run.npz"]).Succeeded();
        using JsonDocument saved = Json("heads", "--from", _folder["run.npz"], "--attention", "all");
        Assert.Equal(Kinds, saved.RootElement.EnumerateArray().Select(kind => kind.GetProperty("attention").GetString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("--map")]
    [InlineData("--divergences")]
    public void A_figure_of_surveys_has_a_grid_a_kind_and_the_table_says_which(string? view)
    {
        string texts = _folder["texts.txt"];
        File.WriteAllLines(texts, ["A fox.\tEin Fuchs.", "The dog sees a cat.\tDer Hund."]);
        string[] heads = ["heads", texts, "-m", Model, "--attention", "all", .. view is null ? Array.Empty<string>() : [view]];

        (string[] titles, string caption) = Figure(heads);
        Assert.Equal(0, CliRun.Of([.. heads, "-o", _folder["heads.csv"]]).ExitCode);

        Assert.Equal(Kinds, titles.Select(title => title.Split(' ')[0]).Distinct());
        Assert.All(
            (string[])["attention of the encoder", "attention of the decoder", "2 texts with their targets"],
            part => Assert.Contains(part, caption, StringComparison.Ordinal));
        string[][] rows = [.. File.ReadLines(_folder["heads.csv"]).Select(row => row.Split(','))];
        Assert.Equal(["attention", "layer", "head"], rows[0][..3]);
        Assert.Equal(Kinds, rows[1..].Select(row => row[0]).Distinct());
    }

    [Fact]
    public void A_kind_that_has_none_of_the_chosen_layers_or_heads_is_left_out()
    {
        _ = CliRun.Of("capture", Text, "--target", Target, "-m", Model, "-o", _folder["run.npz"]).Succeeded();
        string[][] sources = [["figure", Text, "--target", Target, "-m", Model], ["figure", "--from", _folder["run.npz"]]];
        foreach (string[] source in sources)
        {
            string[] figure = [.. source, "--attention", "all"];
            (string[] titles, string caption) = Figure([.. figure, "--layers", "2"]);
            Assert.Equal([.. Enumerable.Range(0, 4).Select(head => $"encoder L2 H{head}")], titles);
            Assert.Contains(
                $"“{Text}” · attention of the encoder, layer 2, heads 0-3 (layers and heads 0-based)", caption, StringComparison.Ordinal);
            Assert.Equal(["encoder L1 H3"], Figure([.. figure, "--layers", "1", "--heads", "3"]).Titles);
            Assert.Equal(
                ["encoder L1 H1", "encoder L2 H1", "decoder L1 H1", "cross L1 H1"], Figure([.. figure, "--layers", "1,2", "--heads", "1"]).Titles);
        }

        string[] measure = ["measure", Text, "--target", Target, "-m", Model, "--kind", "norm", "--attention", "all"];
        foreach (string[] chosen in (string[][])[["--layers", "2"], ["--heads", "3"]])
        {
            _ = CliRun.Of([.. measure, .. chosen, "-o", _folder["norm.npz"]]).Succeeded();
            Assert.Equal([AttentionKind.Encoder], Measurement.Open(_folder["norm.npz"]).Select(one => one.Kind));
        }

        _ = CliRun.Of("view", "--from", _folder["run.npz"], "--layers", "2", "-o", _folder["page.html"]).Succeeded();
        string page = File.ReadAllText(_folder["page.html"]);
        Assert.Contains("\"encoder\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"cross\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_and_heads_that_no_kind_has_are_refused()
    {
        _ = CliRun.Of("capture", Text, "--target", Target, "-m", Model, "-o", _folder["run.npz"]).Succeeded();
        string[] figure = ["figure", "--from", _folder["run.npz"], "--attention", "all", "-o", _folder["a.png"]];
        CliRun.Of([.. figure, "--layers", "2,7"]).FailedWith(
            1, "No kind of attention that is here has layer 7; there are layers 0-2: choose among them.");
        CliRun.Of([.. figure, "--heads", "4"]).FailedWith(
            1, "No kind of attention that is here has head 4; there are heads 0-3: choose among them.");
        CliRun.Of("figure", Text, "--target", Target, "-m", Model, "--attention", "all", "--layers", "3", "-o", _folder["a.png"]).FailedWith(
            1, "There is no layer 3: bart has layers 0 to 2.");
        Assert.False(File.Exists(_folder["a.png"]));

        LayersAndHeads[] stacks = [new([0, 1, 2], [0]), new([0], [0, 1])];
        AttnExtractException refused = Assert.Throws<AttnExtractException>(() => new LayersAndHeads([1, 2], [1]).Among(stacks, stack => stack));
        Assert.Equal("No kind of attention has layers 1-2 and head 1: choose others.", refused.Message);
    }

    [Fact]
    public void Captions_name_the_pruned_heads_of_the_encoder()
    {
        const string Pruned = "without heads 0.1 of the encoder, which were pruned";
        string pruned = _folder["pruned"];
        _ = CliRun.Of("prune", "0.1", "-m", Model, "-o", pruned).Succeeded();
        string[] read = [Text, "--target", Target, "-m", pruned, "--attention", "all"];
        string[][] commands =
        [
            ["figure", .. read], ["measure", .. read, "--kind", "norm"], ["measure", .. read, "--kind", "rollout", "--faithfulness"], ["ablate", .. read],
        ];

        Assert.All(
            commands,
            command => Assert.Equal(
                Pruned, Assert.Single(Parts(Figure(command).Caption), part => part.StartsWith("without heads", StringComparison.Ordinal))));
        Assert.Contains(
            "without heads 0.1, which were pruned", Parts(Figure("figure", Text, "--target", Target, "-m", pruned, "--attention", "encoder").Caption));
        Assert.DoesNotContain(
            "without heads", Figure("figure", Text, "--target", Target, "-m", pruned, "--attention", "cross").Caption, StringComparison.Ordinal);

        static string[] Parts(string caption) => caption.Split(" · ");
    }

    [Fact]
    public void A_model_with_one_stack_has_one_kind()
    {
        string encoder = Path.Combine(ReferenceData.OwnRoot, "families", "bert");
        using JsonDocument all = Json("measure", Text, "-m", encoder, "--kind", "rollout", "--attention", "all");
        using JsonDocument usual = Json("measure", Text, "-m", encoder, "--kind", "rollout");

        Assert.True(JsonElement.DeepEquals(usual.RootElement, all.RootElement));
    }

    private static JsonDocument Json(params string[] arguments)
    {
        CliRun run = CliRun.Of([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Bytes);
    }

    private (string[] Titles, string Caption) Figure(params string[] arguments)
    {
        CliRun run = CliRun.Of([.. arguments, "-o", _folder["figure.svg"]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Figure figure = FigureManifest.Read(_folder["figure.svg"]);
        return ([.. figure.Panels.Select(panel => panel.Title)], string.Join(" · ", figure.Caption.Select(part => part.Text)));
    }

    private static float[] NumbersOf(Measurement measurement) =>
        [.. (measurement.Values ?? DenseArray.Stack(measurement.Layers)).Values.Span];

    public void Dispose() => _folder.Dispose();
}
