using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Standard streams that are closed or full: exit codes as ever, and nothing thrown. Windows has none of this.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

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
