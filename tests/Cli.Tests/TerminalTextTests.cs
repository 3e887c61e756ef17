using System.Text;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What a person's text or a file's name holds of a terminal's commands never reaches the terminal.</summary>
public sealed class TerminalTextTests : IDisposable
{
    // Clears the screen, sets the title, begins a sequence in one character, turns the line around, goes back.
    private const string Hostile = "a\u001b[2J\u001b]0;x\u0007 b\u009b31m \u202Ec\r";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Tokens_of_a_file() => Clean("tokenize", "-i", Texts());

    [Fact]
    public void Tokens_of_an_argument() => Clean("tokenize", Hostile);

    [Fact]
    public void Tokens_as_json()
    {
        // Data for programs, in which only control characters must be written otherwise.
        Assert.DoesNotContain(CliRun.Of("tokenize", "-i", Texts(), "--json").Succeeded().Out, character => character != '\n' && char.IsControl(character));
    }

    [Fact]
    public void Predictions_of_a_file() => Clean("predict", "-i", Texts(), "-m", Path.Combine(ReferenceData.OwnRoot, "families", "bert"));

    [Fact]
    public void Names_of_files()
    {
        Clean("heatmap", Matrix(), "-o", _folder[Hostile + ".svg"]);
        Clean("heatmap", Matrix(), "-o", _folder[Hostile + ".svg"], "--quiet", "--json");
        Clean("capture", "The cat sat.", "-o", _folder[Hostile + ".npz"]);
        Clean("prune", "0.0", "-o", _folder[Hostile]);
    }

    [Fact]
    public void Failures()
    {
        Clean(Hostile);
        Clean("heatmap", _folder[Hostile + ".csv"], "-o", _folder["a.svg"]);
        Clean("heatmap", Matrix(), "-o", _folder["a." + Hostile]);
        Clean("heatmap", Matrix(), "-o", _folder["a.svg"], "--cmap", Hostile);
        Clean("figure", "a", "-m", _folder[Hostile], "-o", _folder["a.svg"], "--verbose");
        Clean("list", Hostile);
    }

    [Fact]
    public void What_a_manifest_says_of_itself()
    {
        CliRun.Of("heatmap", Matrix(), "-o", _folder["a.svg"], "--manifest").Succeeded();
        string manifest = File.ReadAllText(_folder["a.json"]);
        string hostile = manifest.Replace("\"kind\": \"linear\"", "\"kind\": \"lin\\u001b[2Jear\\u202E\"", StringComparison.Ordinal);
        Assert.NotEqual(manifest, hostile);
        File.WriteAllText(_folder["b.json"], hostile);

        CliRun run = Clean("figure", "--replot", _folder["b.json"], "-o", _folder["b.svg"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("lin\\u001b[2Jear", run.Error);
    }

    [Fact]
    public void A_caption_for_LaTeX()
    {
        CliRun.Of("figure", Hostile, "--layers", "0", "--heads", "0", "-o", _folder["a.pdf"], "--tex", _folder["a.tex"], "--dpi", "60").Succeeded();

        string tex = File.ReadAllText(_folder["a.tex"]);

        Assert.DoesNotContain(tex, IsCommand);
        Assert.Contains("“a[2J]0;x b31m c ”", tex);
    }

    [Fact]
    public void A_picture_whose_name_LaTeX_would_obey()
    {
        CliRun run = Clean(
            "figure", "a", "--layers", "0", "--heads", "0", "-o", _folder["a\u001b[2J.pdf"], "--tex", _folder["a.tex"], "--dpi", "60");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("because of its '\\u001b'; give it a name without.", run.Error);
        Assert.False(File.Exists(_folder["a.tex"]));
    }

    [Fact]
    public void A_figure_on_a_terminal()
    {
        Surroundings terminal = new() { OutputIsTerminal = true, Variables = { ["NO_COLOR"] = "1" } };
        string matrix = _folder.Write("hostile.csv", Encoding.UTF8.GetBytes(",a\u001b[2J,b\u009b2J\n\u202Ec,1,2\nd,3,4\n"));

        Clean(CliRun.With(terminal, "figure", Hostile));
        Clean(CliRun.With(terminal, "figure", Hostile, "--layers", "0", "--heads", "0"));
        Clean(CliRun.With(terminal, "heatmap", matrix));
    }

    [Fact]
    public void Colours_still_arrive()
    {
        CliRun run = CliRun.With(new() { OutputIsTerminal = true }, "list", "colormaps");

        Assert.Contains("\u001b[48;5;", run.Out);
    }

    public void Dispose() => _folder.Dispose();

    private static CliRun Clean(params string[] arguments) => Clean(CliRun.Of(arguments));

    private static CliRun Clean(CliRun run)
    {
        Assert.DoesNotContain(run.Out, IsCommand);
        Assert.DoesNotContain(run.Error, IsCommand);
        return run;
    }

    private static bool IsCommand(char character) =>
        (char.IsControl(character) && character is not ('\n' or '\t')) || character is >= '\u202A' and <= '\u202E';

    private string Texts() => _folder.Write("texts.txt", Encoding.UTF8.GetBytes(Hostile.TrimEnd('\r') + "\nplain\n"));

    private string Matrix() => _folder.Write("m.csv", "1,2\n3,4\n"u8);
}
