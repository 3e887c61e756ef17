using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Render.Manifests;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Files whose lines are a text, a tab and its target: every command reads the same as of a text with <c>--target</c>.</summary>
public sealed class TextsWithTargetsTests : IDisposable
{
    private const string Text = "The fox sees.";
    private const string Target = "Der Fuchs sieht.";

    private static readonly string Model = Path.Combine(ReferenceData.OwnRoot, "families", "t5-full");

    private readonly TemporaryFolder _folder = new();
    private readonly string _pairs;

    public TextsWithTargetsTests()
    {
        _pairs = _folder["pairs.txt"];
        File.WriteAllText(_pairs, $"{Text}\t{Target}\n");
    }

    [Theory]
    [InlineData("cross", "capture", "run.json")]
    [InlineData("all", "capture", "run.json")]
    [InlineData("encoder", "capture", "run.json")]
    [InlineData("cross", "figure", "a.png")]
    [InlineData("all", "figure", "a.png")]
    [InlineData("encoder", "figure", "a.png")]
    [InlineData("cross", "view", "a.html")]
    [InlineData("all", "view", "a.html")]
    public void A_target_in_a_file_is_read_as_one_that_is_given(string kind, string command, string file) =>
        Assert.Equal(Made(command, [Text, "--target", Target], kind, file), Made(command, ["-i", _pairs], kind, file));

    [Fact]
    public void What_is_said_of_files_names_the_size_of_every_kind()
    {
        string said = CliRun.Of("figure", Text, "--target", Target, "-m", Model, "--attention", "all", "-o", _folder["a.svg"]).Succeeded().Out;
        string kept = CliRun.Of("capture", Text, "--target", Target, "-m", Model, "--attention", "all", "-o", _folder["a.npz"]).Succeeded().Out;

        AttentionRecord record = AttentionRecord.Open(_folder["a.npz"]);
        (int source, int target) = (record.Source.Tokens.Count, record.Target!.Tokens.Count);
        Assert.NotEqual(source, target);
        Assert.EndsWith($" attention maps of {source}, {target} and {target} by {source} tokens.", said.Split('\n')[0]);
        Assert.EndsWith($" sites of {source} and {target} tokens.", kept.Split('\n')[0]);
    }

    [Theory]
    [InlineData("tokenize")]
    [InlineData("capture")]
    public void What_stands_after_a_tab_is_not_looked_for_in_the_vocabulary_of_the_text(string command)
    {
        string model = Path.Combine(ReferenceData.OwnRoot, "families", "marian");
        string[] rest = command == "capture" ? ["-o", _folder["a.npz"], "--quiet"] : [];

        Assert.Equal("", CliRun.Of([command, "The cat sat.\t猫", "-m", model, .. rest]).Error);
        Assert.Contains(" tokens is unknown to marian", CliRun.Of([command, "猫 sat.\tcat", "-m", model, .. rest]).Error);
    }

    [Fact]
    public void Tokenize_shows_what_the_decoder_reads_after_the_text()
    {
        string run = CliRun.Of("tokenize", "-i", _pairs, "-m", Model).Succeeded().Out;
        _ = Made("capture", ["-i", _pairs], "all", "run.npz");
        AttentionRecord record = AttentionRecord.Open(_folder["run.npz"]);

        string[] parts = run.Split($"\n\n→ {Target}\n");
        Assert.StartsWith($"{Text}\n", parts[0]);
        Assert.Equal(record.Source.Tokens.Select(token => token.Text), Tokens(parts[0].Split('\n')[2..]));
        Assert.Equal(record.Target!.Tokens.Select(token => token.Text), Tokens(parts[1].TrimEnd('\n').Split('\n')[1..]));

        JsonElement json = JsonDocument.Parse(CliRun.Of("tokenize", "-i", _pairs, "-m", Model, "--json").Succeeded().Out).RootElement[0];
        Assert.Equal(Text, json.GetProperty("text").GetString());
        Assert.Equal(Target, json.GetProperty("target").GetProperty("text").GetString());
        Assert.Equal(
            record.Target.Tokens.Select(token => token.Id), json.GetProperty("target").GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));

        static IEnumerable<string> Tokens(string[] lines) => lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    [Theory]
    [InlineData("figure", "nllb", "encoder", "the attention of the encoder does not depend on a target.")]
    [InlineData("capture", "nllb", "encoder", "the attention of the encoder does not depend on a target.")]
    [InlineData("figure", "bert", null, "bert has no decoder that reads a target.")]
    [InlineData("capture", "gpt2", null, "gpt2 has no decoder that reads a target.")]
    [InlineData("capture", "nllb", "all", null)]
    [InlineData("ablate", "nllb", "encoder", null)]
    public void A_language_without_a_target_is_told(string command, string model, string? kind, string? reason)
    {
        string[] wanted = kind is null ? [] : ["--attention", kind];
        string[] target = reason is null ? ["--target", "A dog."] : [];
        string file = _folder[command == "capture" ? "a.npz" : "a.svg"];

        string folder = Path.Combine(ReferenceData.OwnRoot, "families", model);

        CliRun run = CliRun.Of([command, "The cat.", "-m", folder, "--target-language", "deu_Latn", .. wanted, .. target, "-o", file]);

        Assert.Equal(reason is null ? "" : $"attn: --target-language has no effect: {reason}\n", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("all", Target)]
    [InlineData("encoder", null)]
    public void A_record_has_the_target_as_it_was_given(string kind, string? target)
    {
        foreach (string[] words in (string[][])[["-i", _pairs], [$"{Text}\t{Target}"]])
        {
            _ = Made("capture", words, kind, "run.npz");
            AttentionRecord record = AttentionRecord.Open(_folder["run.npz"]);
            Assert.Equal(target, record.Target?.Text);
            Assert.Equal(Text, record.Source.Text);
        }
    }

    [Fact]
    public void A_decoder_writes_on_after_the_target_of_a_file_where_that_is_asked_for()
    {
        string[] more = ["--generate", "--max-new-tokens", "2"];

        Assert.Equal(Made("figure", [Text, "--target", Target, .. more], "all", "a.png"), Made("figure", ["-i", _pairs, .. more], "all", "a.png"));
        Assert.StartsWith(Target, FigureManifest.Read(_folder["a.png"]).Source!.Text, StringComparison.Ordinal);
        Assert.NotEqual(Target, FigureManifest.Read(_folder["a.png"]).Source!.Text);
    }

    [Theory]
    [InlineData("capture", "a.npz")]
    [InlineData("figure", "a.png")]
    [InlineData("view", "a.html")]
    [InlineData("measure", "a.npz", "--kind", "norm")]
    [InlineData("ablate", "a.csv")]
    [InlineData("predict", "a.csv")]
    public void Two_targets_of_one_text_are_refused(string command, string file, params string[] more)
    {
        CliRun.Of([command, "-i", _pairs, "--target", "Ein Hund.", "-m", Model, .. more, "-o", _folder[file]]).FailedWith(
            1,
            $"“{Text} | {Target}” brings its own target after a tab, and another is given (--target): leave out one of them.");
        Assert.False(File.Exists(_folder[file]));
    }

    [Fact]
    public void The_vector_of_a_text_is_not_of_its_target()
    {
        string texts = _folder["texts.txt"];
        File.WriteAllText(texts, $"{Text}\n");

        string Json(string file) => CliRun.Of("embed", file, "-m", Model, "--json").Out;

        Assert.Contains($"\"{Text}\"", Json(texts), StringComparison.Ordinal);
        Assert.Equal(Json(texts), Json(_pairs));
    }

    private byte[] Made(string command, string[] words, string kind, string file)
    {
        CliRun run = CliRun.Of([command, .. words, "-m", Model, "--attention", kind, "-o", _folder[file]]);
        Assert.True(run.ExitCode == 0, run.Error);
        return File.ReadAllBytes(_folder[file]);
    }

    public void Dispose() => _folder.Dispose();
}
