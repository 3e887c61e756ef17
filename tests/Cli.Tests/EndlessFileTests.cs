using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Files without an end, and pages without a border: one sentence, in memory that every machine has. Windows has no such files.</summary>
public sealed class EndlessFileTests : IDisposable
{
    private const string Endless = "it goes on after 512 MB, which no such file does.";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Names of files, and who reads them.</summary>
    public static TheoryData<string, string[]> Files { get; } = new(LongSet.Of<(string, string[])>(2,
    [
        ("tokenizer.json", ["tokenize", "word", "-m", "model"]),
        ("a.csv", ["heatmap", "model/a.csv", "--json"]),
        ("config.json", ["inspect", "-m", "model"]),
        ("tokenizer_config.json", ["tokenize", "word", "-m", "model"]),
        ("a.json", ["heatmap", "model/a.json", "--json"]),
        ("a.json", ["figure", "--replot", "model/a.json", "-o", "model.svg"]),
        ("a.png", ["figure", "--replot", "model/a.png", "-o", "model.svg"]),
    ]));

    /// <summary>Who reads texts a line at a time.</summary>
    public static TheoryData<string[]> Readers { get; } = new(LongSet.Of<string[]>(2,
    [
        ["tokenize", "-i", "endless"],
        ["heads", "endless.conllu", "--relations", "all"],
        ["embed", "endless", "--json"],
        ["heads", "endless"],
    ]));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_never_ends(string file, string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        CopyModel();
        File.Delete(_folder[$"model/{file}"]);
        File.CreateSymbolicLink(_folder[$"model/{file}"], "/dev/zero");

        CliRun.Of([.. arguments.Select(argument => argument.StartsWith("model", StringComparison.Ordinal) ? _folder[argument] : argument)])
            .FailedWith(1, $"'{_folder[$"model/{file}"]}' cannot be read: {Endless}");
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_line_that_never_ends(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string name = arguments.First(argument => argument.StartsWith("endless", StringComparison.Ordinal));
        File.CreateSymbolicLink(_folder[name], "/dev/zero");

        CliRun.Of([.. arguments.Select(argument => argument == name ? _folder[name] : argument)])
            .FailedWith(1, $"'{_folder[name]}' cannot be read: a line of it goes on after 64 million characters.");
    }

    [Fact]
    public void A_pruned_model_leaves_behind_what_never_ends()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        CopyModel();
        File.CreateSymbolicLink(_folder["model/notes.txt"], "/dev/zero");

        Assert.Equal(0, CliRun.Of("prune", "0.0", "-m", _folder["model"], "-o", _folder["pruned"]).ExitCode);
        Assert.True(File.Exists(_folder["pruned/tokenizer.json"]));
        Assert.False(File.Exists(_folder["pruned/notes.txt"]));
    }

    [Theory]
    [InlineData("--width", "1e9in")]
    [InlineData("--width", "1e300cm")]
    [InlineData("--width", "1e9px")]
    [InlineData("--annot-size", "1e9")]
    [InlineData("--annot-size", "1e300")]
    [InlineData("--annot-size", "90000", "--dpi", "2400")]
    [InlineData("--width", "100in", "--dpi", "2400")]
    public void A_page_that_nobody_can_draw(params string[] options)
    {
        string matrix = _folder.Write("m.csv", "1,2\n3,4\n"u8);
        foreach (string extension in (string[])["png", "svg", "pdf"])
        {
            CliRun run = CliRun.Of(["heatmap", matrix, "-o", _folder[$"a.{extension}"], .. options]);

            Assert.Equal(1, run.ExitCode);
            Assert.Matches(
                "^attn: A page of [^\n]+ in at [0-9]+ dpi has more pixels than can be drawn, which is 268 million; "
                + "give less width, a lower resolution or smaller type\\.\n$",
                run.Error);
        }

        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("--linewidths", "1e3")]
    [InlineData("--cbar-ticks", "1e300")]
    [InlineData("--linthresh", "1e300", "--norm", "symlog")]
    [InlineData("--cbar-label", "x")]
    public void What_only_sounds_large_is_drawn(params string[] options)
    {
        string matrix = _folder.Write("m.csv", "1,2\n3,4\n"u8);

        Assert.Equal(0, CliRun.Of(["heatmap", matrix, "-o", _folder["a.png"], .. options]).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private void CopyModel()
    {
        Directory.CreateDirectory(_folder["model"]);
        foreach (string file in Directory.GetFiles(Path.Combine(ReferenceData.OwnRoot, "families", "bert")))
        {
            File.Copy(file, _folder[$"model/{Path.GetFileName(file)}"]);
        }
    }
}
