using System.Diagnostics;
using AttnExtract.Cli.Commands;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>The script that shows whether two builds give the same bytes.</summary>
public sealed class EquivalenceScriptTests : IDisposable
{
    private static readonly string Folder = Path.Combine(ReferenceData.RepositoryRoot, "tests", "Equivalence");

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Folder, "commands.txt"));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_list_has_every_command_and_every_format()
    {
        string[] commands = [.. Lines.Where(line => line.Contains("attn ", StringComparison.Ordinal))];
        string[] missing =
        [
            .. from command in CommandCatalog.All
               where !commands.Any(line => line.StartsWith($"attn {command.Name} ", StringComparison.Ordinal))
               select $"attn {command.Name}",
            .. from format in CliRun.Of("list", "formats").Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
               let words = format.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where !commands.Any(line => line.StartsWith($"attn {words[2]} ", StringComparison.Ordinal)
                   && $"{line} ".Contains($"{words[0]} ", StringComparison.Ordinal))
               select $"attn {words[2]} -o FILE{words[0]}",
        ];

        Assert.True(missing.Length == 0, $"tests/Equivalence/commands.txt has no line for {string.Join(", ", missing)}: add one.");
        Assert.Contains(commands, line => line.Contains("$FAMILY", StringComparison.Ordinal));
        Assert.True(commands.Length >= 60);
    }

    [Fact]
    public void It_names_the_command_that_gives_something_else()
    {
        // Windows has no bash.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Record("same", "printf '1,2\\n3,4\\n' > m.csv", "attn heatmap m.csv -o m.svg", "attn nosuch", "ls -d families/gpt2");
        Record("again", "printf '1,2\\n3,4\\n' > m.csv", "attn heatmap m.csv -o m.svg", "attn nosuch", "ls -d families/gpt2");
        Record("other", "printf '1,2\\n3,5\\n' > m.csv", "attn heatmap m.csv -o m.svg", "attn nosuch", "ls -d families/gpt2");

        (int same, string report) = Run("compare", _folder["same"], _folder["again"]);
        (int different, string difference) = Run("compare", _folder["same"], _folder["other"]);

        Assert.Equal(0, same);
        Assert.Equal("The same: 4 commands, 2 files.\n", report);
        Assert.Equal(1, different);
        Assert.Contains("$ attn heatmap m.csv -o m.svg\n", difference);
        Assert.DoesNotContain("attn nosuch", difference);
        Assert.Contains("  err attn: No command 'nosuch'.", File.ReadAllText(Path.Combine(_folder["same"], "record.txt")));
    }

    public void Dispose() => _folder.Dispose();

    private void Record(string name, params string[] lines)
    {
        string list = _folder[$"{name}.txt"];
        File.WriteAllLines(list, lines);
        (int exitCode, string output) = Run("record", _folder[name], list);
        Assert.True(exitCode == 0, output);
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Path.Combine(Folder, "run.sh"), .. arguments]) { RedirectStandardOutput = true };
        start.Environment["ATTN"] = BuiltProgram.Executable;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
