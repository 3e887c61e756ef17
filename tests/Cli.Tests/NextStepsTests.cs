using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What is proposed after a command: never what was just used.</summary>
public sealed class NextStepsTests : IDisposable
{
    private const string Text = "The cat sat.";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("attn capture keeps the numbers.", "--layers", "3", "--heads", "7", "--cmap", "Greens")]
    [InlineData("--heads 7 shows one head large, attn capture keeps the numbers, attn list colormaps shows the colours.", "--layers", "3")]
    [InlineData("--layers 1 --heads 5 shows one head large, attn capture keeps the numbers, attn list colormaps shows the colours.",
        "--layers", "0-1", "--heads", "0-5")]
    [InlineData("attn capture keeps the numbers, attn list colormaps shows the colours.", "--per-head", "heads")]
    public void A_figure_is_followed_by_other_choices(string expected, params string[] line)
    {
        string[] arguments = [.. line.Select(word => word == "heads" ? _folder["heads"] : word)];
        string whole = arguments.Contains("--cmap") ? $"Next: leave out --layers and --heads for the whole grid, {expected}" : $"Next: {expected}";

        Assert.Equal(whole, Last(["figure", Text, "-o", _folder["a.png"], .. arguments]));
    }

    [Fact]
    public void No_layer_is_proposed_that_the_model_lacks()
    {
        string model = SmallModel.MakeBert(_folder["small"], "BertModel");

        Assert.StartsWith("Next: --layers 2 --heads 3 shows one head large, ", Last(["figure", Text, "-m", model, "-o", _folder["a.png"]]));
    }

    [Fact]
    public void Long_texts_are_shown_on_other_scales()
    {
        string text = string.Join(' ', Enumerable.Repeat("cat", 58));
        string[] line = ["figure", text, "--layers", "0", "--heads", "0", "-o", _folder["a.png"]];

        Assert.StartsWith("Next: --norm log or --robust shows what weighs little, too, ", Last(line));
        Assert.StartsWith("Next: leave out ", Last([.. line, "--robust"]));
        Assert.StartsWith("Next: leave out ", Last([.. line, "--norm", "log"]));
        Assert.StartsWith("Next: leave out ", Last(["figure", text[4..], .. line[2..]]));
    }

    [Fact]
    public void Experiments_and_comparisons_are_followed_by_what_is_left()
    {
        string texts = _folder.Write("texts.txt", "One.\nTwo.\n"u8);
        CliRun.Of("capture", Text, "-o", _folder["a.npz"]).Succeeded();
        string[] diff = ["diff", _folder["a.npz"], _folder["a.npz"]];

        Assert.Equal(
            "Next: -o delta.csv keeps the table, --metric looks at something else (attn list metrics).",
            Last(["ablate", "-i", texts, "--unit", "mlps", "-o", _folder["a.png"]]));
        Assert.Equal(
            "Next: -o delta.png draws it, -i FILE goes over a corpus, with intervals.",
            Last(["ablate", Text, "--unit", "mlps", "--metric", "patterns", "-o", _folder["a.csv"]]));
        Assert.Equal(
            "Next: -o diff.png draws the differences, -o diff.csv keeps the table, --distances draws how far each head's maps are apart.", Last(diff));
        Assert.Equal(
            $"Wrote {_folder["a.png"]} and {_folder["a.csv"]}: where 72 attention maps differ.",
            Last([.. diff, "--distances", "-o", _folder["a.png"], "-o", _folder["a.csv"]]));
        Assert.Equal(
            "Next: -o heads.csv keeps the table, --divergences draws how differently every two attend, "
                + "--relations all of a .conllu file shows which follow syntax.",
            Last(["heads", texts, "--map", "-o", _folder["a.png"]]));
    }

    private static string Last(string[] line) => CliRun.Of(line).Succeeded().Out.TrimEnd('\n').Split('\n')[^1];

    public void Dispose() => _folder.Dispose();
}
