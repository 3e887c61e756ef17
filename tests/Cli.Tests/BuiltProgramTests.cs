using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What only a process of its own can show.</summary>
public sealed partial class BuiltProgramTests : IDisposable
{
    private const string Text =
        "A grid of seventy-two small maps, one for every head of every layer, drawn from a sentence of some thirty tokens.";
    private const int MostMegabytes = 450;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_sentence_becomes_a_picture_in_little_memory()
    {
        (int exitCode, _, string error) = BuiltProgram.Run(["figure", Text, "-o", _folder["a.png"], "--verbose"]);

        Assert.Equal(0, exitCode);
        Assert.True(File.Exists(_folder["a.png"]));
        Match memory = Memory().Match(error);
        Assert.True(memory.Success, error);
        Assert.InRange(int.Parse(memory.Groups[1].Value, CultureInfo.InvariantCulture), 1, MostMegabytes);
    }

    [Fact]
    public void Only_who_runs_a_model_loads_libtorch()
    {
        string run = _folder["run.safetensors"];
        CliRun.Of("capture", Text, "-o", run).Succeeded();

        Assert.True(LoadsLibtorch(0, "figure", Text, "-o", _folder["a.png"]));
        Assert.False(LoadsLibtorch(0, "figure", "--from", run, "-o", _folder["a.png"]));
        Assert.False(LoadsLibtorch(0, "figure", "--replot", _folder["a.png"], "-o", _folder["b.png"]));
        Assert.False(LoadsLibtorch(0, "tokenize", Text));
        Assert.False(LoadsLibtorch(0, "list", "sites"));
        Assert.False(LoadsLibtorch(2, "figure", Text, "-o", "a.pgn"));
        Assert.False(LoadsLibtorch(2, "figure", Text, "-o", _folder["a.png"], "--cmap", "grenes"));
        Assert.False(LoadsLibtorch(1, "figure", Text, "-o", Path.Combine(_folder["none"], "a.png")));
        Assert.False(LoadsLibtorch(1, "figure", "", "-o", _folder["a.png"]));
        Assert.False(LoadsLibtorch(1, "figure", Text, "-o", _folder["a.png"], "--layers", "6"));
    }

    [Theory]
    [InlineData("convbert")]
    [InlineData("deberta-v2-conv")]
    public void Of_a_convolution_no_library_says_anything(string family)
    {
        string model = Path.Combine(ReferenceData.OwnRoot, "families", family);

        Assert.Equal((0, "", ""), BuiltProgram.Run(["capture", "abc", "-m", model, "-o", _folder["a.npz"], "--quiet"]));
    }

    [Fact]
    public void A_font_of_ones_own_is_written_in()
    {
        string matrix = _folder.Write("matrix.csv", ",alpha\nbeta,1\n"u8);
        string font = Path.Combine(ReferenceData.RepositoryRoot, "src", "Render", "Fonts", "NotoSansThai-Regular.ttf");

        Assert.Equal(0, BuiltProgram.Run(["heatmap", matrix, "-o", _folder["a.svg"]]).ExitCode);
        Assert.Equal(0, BuiltProgram.Run(["heatmap", matrix, "-o", _folder["b.svg"], "--font", font]).ExitCode);

        Assert.NotEqual(File.ReadAllText(_folder["a.svg"]), File.ReadAllText(_folder["b.svg"]));
    }

    [Fact]
    public void A_failure_while_libtorch_is_being_loaded_ends_in_good_order()
    {
        string model = ModelSketch.Make(_folder, "broken", ModelSketch.Config(), weights: [1, 2, 3]);

        (int exitCode, _, string error) = BuiltProgram.Run(["figure", Text, "-o", _folder["a.png"], "-m", model]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("attn: ", error);
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 143)]
    [InlineData("-HUP", 129)]
    [InlineData("-QUIT", 131)]
    public void Who_interrupts_it_finds_nothing_half_written(string signal, int exitCode)
    {
        // Windows has no signals.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // So many figures that no machine is done before it is interrupted.
        const int Texts = 1000;
        using Process process = BuiltProgram.StartMindful(["figure", "-i", "-", "--per-head", _folder["heads"]]);
        process.StandardInput.Write(string.Concat(Enumerable.Repeat(Text + "\n", Texts)));
        process.StandardInput.Close();
        while (!Directory.Exists(_folder["heads"]) && !process.HasExited)
        {
            Thread.Sleep(5);
        }

        Process.Start("kill", [signal, $"{process.Id}"]).WaitForExit();
        process.WaitForExit();

        Assert.Equal(exitCode, process.ExitCode);
        string[] files = Directory.GetFiles(_folder["heads"], "*", SearchOption.AllDirectories);
        Assert.True(files.Length < Texts * 72);
        Assert.All(files, file => Assert.EndsWith(".png", file));
        Assert.All(files, file => Assert.Equal("IEND"u8, File.ReadAllBytes(file).AsSpan()[^8..^4]));
    }

    [Fact]
    public void Who_wants_it_to_go_on_without_a_terminal_gets_that()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The pipe opens when the program reads from it, and so after it has seen what is ignored.
        (int exitCode, _, string error) = ShellScript.Run(_folder.Path, """
            mkfifo texts
            trap '' HUP
            "$PROGRAM" tokenize -i texts > tokens &
            exec 3> texts
            kill -HUP $!
            echo word >&3
            exec 3>&-
            wait $!
            """);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("word", File.ReadAllText(_folder["tokens"]));
    }

    [Theory]
    [InlineData("tokenize -i", "> tokens")]
    [InlineData("heads", "-o heads.csv > table")]
    [InlineData("capture -i", "-o maps.jsonl > lines")]
    public void What_gives_its_texts_once_is_as_good_as_a_file(string command, string rest)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        (int exitCode, _, string error) = ShellScript.Run(_folder.Path, $"""
            printf 'The cat sat.\nA dog ran far away.\n' > texts
            mkdir of-file of-pipe
            (cd of-file && attn {command} ../texts {rest}) && (cd of-pipe && attn {command} <(gzip -c ../texts) {rest}) && diff -r of-file of-pipe
            """);

        Assert.Equal((0, ""), (exitCode, error));
    }

    [Fact]
    public void Who_reads_only_the_beginning_is_no_failure()
    {
        using Process process = BuiltProgram.Start(["list", "colormaps", "--json"]);
        process.StandardOutput.Close();
        process.WaitForExit();

        Assert.Equal("", process.StandardError.ReadToEnd());
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    // The C library's loader tells what it loads (man 8 ld.so); elsewhere there is no such witness.
    private bool LoadsLibtorch(int expectedExitCode, params string[] arguments)
    {
        string log = _folder[$"loader-{Guid.NewGuid():N}"];
        (int exitCode, _, string error) = BuiltProgram.Run(arguments, ("LD_DEBUG", "files"), ("LD_DEBUG_OUTPUT", log));
        Assert.True(expectedExitCode == exitCode, error);
        string[] logs = Directory.GetFiles(_folder.Path, Path.GetFileName(log) + "*");
        return logs.Any(file => File.ReadAllText(file).Contains("libtorch", StringComparison.Ordinal));
    }

    [GeneratedRegex("at most ([0-9]+) MB")]
    private static partial Regex Memory();
}
