using System.Text.RegularExpressions;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>Turns a block of commands into the script that a test runs: the same lines, by the program that is built already.</summary>
internal static partial class DocumentScript
{
    /// <summary>The command that tests everything. It cannot run inside itself; another test holds that <c>.ci/run</c> runs it.</summary>
    public const string TestCommand = "dotnet test -c Release";

    // What else a line of a block may start with: plain tools that every shell has, and the way to the program itself.
    private static readonly string[] Known =
        [
            "attn", "sbatch", "squeue", "while", "./", "ATTN_", "export", "printf", "echo", "cat", "head", "seq", "ls", "cp", "cmp", "mkdir", "for", "do",
            "done", "#",
        ];

    // Fetching the repository is behind whoever reads these lines inside it.
    // A project of the reader's own, and the program as a tool, are made by tests of their own.
    private static readonly string[] Passed =
        ["git clone ", "cd ", "dotnet new console ", "dotnet add package ", "dotnet pack src/Cli ", "dotnet tool install "];

    /// <summary>The script of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="project">Where src/Cli lies.</param>
    /// <param name="configuration">How it was built.</param>
    /// <param name="has">What there is of what blocks need.</param>
    /// <exception cref="FormatException">A line is none that tests know how to run; the message says what to do.</exception>
    public static IReadOnlyList<string> Of(DocumentBlock block, string project, string configuration, string? has = null)
    {
        List<string> script = [];
        bool continues = false;
        foreach (string line in block.Commands.Select(line => line.TrimEnd()))
        {
            string? command = continues || line.Length == 0 ? line : Translate(block, line, project, configuration);
            continues = line.EndsWith('\\');
            if (command is not null)
            {
                script.Add(command);
            }
        }

        return block.Needs.Length == 0 || block.Needs == has
            ? script
            : [.. script.SelectMany(line => Verb.Matches(line)).Select(match => $"{match.Value} --help")];
    }

    private static string? Translate(DocumentBlock block, string line, string project, string configuration)
    {
        const string Run = "dotnet run --project src/Cli -c Release -- ";
        const string Publish = "dotnet publish src/Cli -c Release ";
        const string RunFile = "dotnet run docs/scripts/";
        if (line.StartsWith(Run, StringComparison.Ordinal))
        {
            return "attn " + line[Run.Length..];
        }

        if (line.StartsWith(Publish, StringComparison.Ordinal))
        {
            return $"dotnet publish '{project}' --no-build -c {configuration} {line[Publish.Length..]}";
        }

        if (line.StartsWith(RunFile, StringComparison.Ordinal))
        {
            // Where it lies, the repository's build is its own.
            string scripts = Path.GetFullPath(Path.Combine(project, "..", "..", "docs", "scripts"));
            (string file, string rest) = (line[RunFile.Length..].Split(' ')[0], line[(RunFile.Length + line[RunFile.Length..].Split(' ')[0].Length)..]);
            return $"dotnet run '{scripts}/{file}'{rest}";
        }

        if (line == TestCommand || Passed.Any(start => line.StartsWith(start, StringComparison.Ordinal)))
        {
            return null;
        }

        return Known.Any(start => line.TrimStart().StartsWith(start, StringComparison.Ordinal))
            ? line
            : throw new FormatException(
                $"{block.Place}: no test knows how to run '{line}'. Say it with attn, '{Run}…', '{Publish}…' or '{TestCommand}', "
                + $"or teach {nameof(DocumentScript)} another word.");
    }

    [GeneratedRegex(@"\battn [a-z]+")]
    private static partial Regex Verb { get; }
}
