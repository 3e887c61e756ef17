using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What is said of a figure's looks where none is drawn is not passed over in silence.</summary>
public sealed class UnusedLooksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ablate TEXT -m MODEL --metric hidden -o a.csv --cmap viridis", "--cmap", "it")]
    [InlineData("ablate TEXT -m MODEL --metric hidden --robust --cmap viridis", "--cmap, --robust", "them")]
    [InlineData("heads texts.txt -m MODEL -o a.parquet --vmin 0", "--vmin", "it")]
    [InlineData("heads texts.txt -m MODEL -o a.csv --map", "--map", "it")]
    [InlineData("heads texts.txt -m MODEL --divergences --title T", "--title, --divergences", "them")]
    [InlineData("lens TEXT -m MODEL -o a.json --norm log", "--norm", "it")]
    [InlineData("patch TEXT --source SOURCE -m MODEL --metric hidden -o a.csv --dpi 60 --annot", "--annot, --dpi", "them")]
    [InlineData("measure TEXT -m MODEL --kind rollout -o a.npz --theme dark --scale row", "--theme, --scale", "them")]
    [InlineData("measure TEXT -m MODEL --kind rollout --json --labels all", "--labels", "it")]
    [InlineData("measure TEXT -m MODEL --kind rollout --json --query 2", "--query", "it")]
    [InlineData("measure TEXT -m MODEL --kind rollout -o a.csv --view bars --query 2", "--view, --query", "them")]
    [InlineData("diff run.npz run.npz -o a.csv --distances --width 3in", "--width, --distances", "them")]
    public void One_remark_names_what_changes_nothing(string line, string options, string them)
    {
        CliRun run = CliRun.Of(Words(line));

        Assert.Equal($"attn: {options}: only a figure looks otherwise for {them}, and none is drawn; -o figure.png draws one.\n", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("ablate TEXT -m MODEL --metric hidden -o a.csv -o a.svg --cmap viridis")]
    [InlineData("heads texts.txt -m MODEL -o a.svg --map --theme dark")]
    [InlineData("measure TEXT -m MODEL --kind rollout -o a.svg -o a.csv --theme dark --scale row")]
    [InlineData("ablate TEXT -m MODEL --metric hidden -o a.csv")]
    public void Where_one_is_drawn_nothing_is_said(string line) => CliRun.Of(Words(line)).Succeeded();

    private string[] Words(string line)
    {
        string model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");
        const string Text = "The cat sat on the mat.";
        _folder.Write("texts.txt", "The cat sat on the mat.\nA dog ran over the hill.\n"u8);
        if (line.Contains("run.npz", StringComparison.Ordinal))
        {
            CliRun.Of("capture", Text, "-m", model, "-o", _folder["run.npz"]).Succeeded();
        }

        return [.. line.Split(' ').Select(word => word switch
        {
            "TEXT" => Text,
            "SOURCE" => Text.Replace("cat", "dog", StringComparison.Ordinal),
            "MODEL" => model,
            _ => word.Contains('.') ? _folder[word] : word,
        })];
    }
}
