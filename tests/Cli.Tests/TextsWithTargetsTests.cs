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
