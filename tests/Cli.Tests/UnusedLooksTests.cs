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

    [Theory]
    [InlineData("ablate TEXT -m MODEL --metric hidden --unit layers -o a.svg --cmap viridis --linewidths 1", "--cmap, --linewidths", "them")]
    [InlineData("ablate TEXT -m MODEL --metric hidden --curve random --steps 2 -o a.svg --annot", "--annot", "it")]
    public void Looks_of_cells_are_remarked_where_the_figure_is_a_chart(string line, string options, string them) =>
        Assert.Equal(
            $"attn: {options}: only cells look otherwise for {them}, and the figure is a chart; leave {them} out.\n",
            CliRun.Of(Words(line)).Error);

    [Theory]
    [InlineData("ablate TEXT -m MODEL --metric hidden -o a.png -o a.svg --width 2in --cmap hsv")]
    [InlineData("heads texts.txt -m MODEL -o a.svg -o a.csv --cmap hsv")]
    [InlineData("patch TEXT --source SOURCE -m MODEL --metric hidden -o a.png --cmap hsv")]
    public void Results_are_warned_about_once_as_any_figure(string line)
    {
        CliRun run = CliRun.Of(Words(line));

        const string Cyclic = "attn: The colormap 'hsv' ends where it begins: the smallest and the largest numbers look alike; take a sequential map.\n";
        Assert.Equal(1, run.Error.Split(Cyclic).Length - 1);
        Assert.Equal(0, run.ExitCode);
        CliRun.Of(Words(line.Replace(" -o a.svg", "", StringComparison.Ordinal).Replace(".png", ".csv", StringComparison.Ordinal)
            .Replace(" --cmap hsv", "", StringComparison.Ordinal).Replace(" --width 2in", "", StringComparison.Ordinal))).Succeeded();
    }

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
