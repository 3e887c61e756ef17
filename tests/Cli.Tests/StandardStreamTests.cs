using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Standard streams that are closed or full: exit codes as ever, and nothing thrown. Windows has none of this.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What writes, and in which format.</summary>
    public static TheoryData<string, string> Writers { get; } = new(LongSet.Of(3,
    [
        ("heatmap m.csv", "pdf"),
        ("figure cat -m bert --dpi 60", "png"),
        ("capture cat -m bert", "h5"),
        ("capture cat -m bert", "npz"),
        ("capture cat -m bert", "safetensors"),
        ("capture cat -m bert", "json"),
        ("embed m.csv -m bert", "parquet"),
        ("ablate cat -m bert", "csv"),
        ("measure cat -m bert --kind rollout", "svg"),
        ("list colormaps", "pdf"),
    ]));

    [Theory]
    [InlineData("attn heatmap m.csv -o a.svg >&-", 0, "")]
    [InlineData("attn heatmap m.csv -o a.svg > /dev/full", 0, "")]
    [InlineData("attn heatmap m.csv -o a.svg 1< /dev/null", 0, "")]
    [InlineData("attn heatmap m.csv -o a.svg 2>&-", 0, "")]
    [InlineData("attn heatmap m.csv -o a.svg >&- 2>&-", 0, "")]
    [InlineData("attn heatmap m.csv -o a.svg <&- >&- 2>&-", 0, "")]
    [InlineData("attn heatmap none.csv -o a.svg 2>&-", 1, "")]
    [InlineData("attn heatmap none.csv -o a.svg 2> /dev/full", 1, "")]
    [InlineData("attn heatmap m.csv -o a.pgn 2>&-", 2, "")]
    [InlineData("attn list sites >&-", 1, "attn: Standard output cannot be written: it is closed.\n")]
    [InlineData("attn list sites > /dev/full", 1, "attn: Standard output cannot be written: No space left on device.\n")]
    [InlineData("attn list sites --json > /dev/full", 1, "attn: Standard output cannot be written: No space left on device.\n")]
    [InlineData("attn --help > /dev/full", 1, "attn: Standard output cannot be written: No space left on device.\n")]
    [InlineData("attn --version >&-", 1, "attn: Standard output cannot be written: it is closed.\n")]
    [InlineData("attn tokenize word > /dev/full", 1, "attn: Standard output cannot be written: No space left on device.\n")]
    [InlineData("attn heatmap m.csv --json > /dev/full", 1, "attn: Standard output cannot be written: No space left on device.\n")]
    [InlineData(
        "attn heatmap m.csv -o - --format svg > /dev/full", 1, "attn: Standard output cannot be written: No space left on device.\n")]
    [InlineData("attn tokenize -i - <&-", 1, "attn: Standard input is closed; pipe texts into it, one a line.\n")]
    [InlineData("attn embed - --json <&-", 1, "attn: Standard input is closed; pipe texts into it, one a line.\n")]
    public void The_exit_code_is_as_ever(string line, int exitCode, string message)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _folder.Write("m.csv", "1,2\n3,4\n"u8);

        (int actual, string output, string error) = ShellScript.Run(_folder.Path, line);

        Assert.Equal((exitCode, message), (actual, error));
        Assert.DoesNotContain("Something went wrong", output + error);
        bool isWritten = exitCode == 0 && line.Contains("a.svg", StringComparison.Ordinal);
        Assert.Equal(isWritten, File.Exists(_folder["a.svg"]));
        Assert.True(!isWritten || File.ReadAllText(_folder["a.svg"]).TrimEnd().EndsWith("</svg>", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void A_device_takes_what_a_file_takes(string command, string format)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _folder.Write("m.csv", "1,2\n3,4\n"u8);
        File.CreateSymbolicLink(_folder["bert"], Path.Combine(ReferenceData.OwnRoot, "families", "bert"));
        string[] words = [.. command.Split(' ').Select(word => word is "m.csv" or "bert" ? _folder[word] : word)];
        CliRun.Of([.. words, "-o", _folder["a." + format], "--quiet"]).Succeeded();
        Assert.Contains("Wrote /dev/null", CliRun.Of([.. words, "-o", "/dev/null", "--format", format]).Succeeded().Out);
        CliRun.Of([.. words, "-o", "/dev/full", "--format", format]).FailedWith(1, "'/dev/full' cannot be written: No space left on device.");

        // Standard output is the process's.
        (int exitCode, _, string error) = ShellScript.Run(_folder.Path, $$"""
            attn {{command}} -o /dev/stdout --format {{format}} --quiet > b.{{format}} || exit
            attn {{command}} -o /dev/fd/1 --format {{format}} --quiet | cat > c.{{format}}
            exit ${PIPESTATUS[0]}
            """);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(File.ReadAllBytes(_folder["a." + format]), File.ReadAllBytes(_folder["b." + format]));
        Assert.Equal(File.ReadAllBytes(_folder["a." + format]), File.ReadAllBytes(_folder["c." + format]));
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("h5")]
    public void What_is_said_of_a_capture_on_standard_output_goes_to_standard_error(string format)
    {
        string model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");

        CliRun both = CliRun.Of("capture", "cat", "-m", model, "-o", "-", "--format", format, "-o", _folder["a.npz"], "-o", _folder["b." + format]);

        Assert.Equal(0, both.ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder["b." + format]), both.Bytes);
        Assert.StartsWith($"Wrote {_folder["a.npz"]}, {_folder["b." + format]} and to standard output: ", both.Error);
    }

    [Theory]
    [InlineData("attn heatmap m.csv -o /dev/full", 2, "'-o /dev/full' needs a format, because it has no extension: --format png, svg, pdf, webp or jpg.")]
    [InlineData(
        "attn capture -i m.csv -o /dev/null --format npz", 2,
        "'-o /dev/null' takes the result of one text, but there are 2; give a file to -o: each text gets a numbered one.")]
    [InlineData(
        "attn heatmap m.csv -o /dev/stdout", 2,
        "'-o -' needs a format, because standard output has no extension: --format png, svg, pdf, webp or jpg.")]
    [InlineData("attn heatmap m.csv -o /dev/stdout --format svg --json", 2, "Give --json or -o -, not both. See 'attn heatmap --help'.")]
    [InlineData("attn heatmap m.csv -o /dev/null --format svg --manifest", 2, "'--manifest' goes with a picture in a file; give one: -o figure.pdf.")]
    [InlineData(
        "attn heatmap m.csv -o new/", 1,
        "'new/' cannot be written: it is the name of a folder, and there is none; make it first, and give the name of a file in it.")]
    [InlineData("attn heatmap m.csv -o ''", 1, "The name of the file to write is empty; give one.")]
    [InlineData("attn tokenize 猫 > /dev/full", 1, "Standard output cannot be written: No space left on device.")]
    public void What_a_device_cannot_take_is_said_in_one_sentence(string line, int exitCode, string message)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _folder.Write("m.csv", "1,2\n3,4\n"u8);

        (int actual, string output, string error) = ShellScript.Run(_folder.Path, line);

        Assert.Equal((exitCode, "", $"attn: {message}\n"), (actual, output, error));
        Assert.Equal([_folder["m.csv"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void No_remark_of_a_library_gets_into_a_file_in_the_place_of_a_closed_stream()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // OpenMP says on standard error what it thinks of this variable.
        (int exitCode, _, _) = ShellScript.Run(
            _folder.Path,
            "attn capture 'The cat sat.' -o a.npz\nexport OMP_NUM_THREADS=2 OMP_DISPLAY_ENV=verbose\nattn capture 'The cat sat.' -o b.npz <&- >&- 2>&-");

        Assert.Equal(0, exitCode);
        Assert.Equal(File.ReadAllBytes(_folder["a.npz"]).Length, File.ReadAllBytes(_folder["b.npz"]).Length);
    }

    public void Dispose() => _folder.Dispose();
}
