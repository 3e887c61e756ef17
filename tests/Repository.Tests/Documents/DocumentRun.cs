using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>Runs a document's commands, and its blocks of Python, from top to bottom in one folder.</summary>
internal static class DocumentRun
{
    // Folders of the repository that commands on the pages read from.
    private static readonly string[] Visible = ["models", "docs", "tests"];

    /// <summary>The document's blocks.</summary>
    public static IReadOnlyList<DocumentBlock> Blocks(string document) => DocumentBlock.Read(document, RepositoryFiles.Read(document));

    /// <summary>Runs the commands; each must succeed.</summary>
    /// <param name="document">The document.</param>
    /// <param name="folder">A new folder for what they need and make.</param>
    /// <param name="python">The Python for blocks of it; null to take what they once wrote.</param>
    /// <param name="before">Lines of the shell that come before each block.</param>
    /// <returns>The folder that they ran in.</returns>
    public static string Of(string document, TemporaryFolder folder, string? python, params IEnumerable<string> before) =>
        Having(null, document, folder, python, before);

    /// <summary>The same where there is what some blocks need.</summary>
    public static string Having(string? has, string document, TemporaryFolder folder, string? python, params IEnumerable<string> before)
    {
        string work = PrepareFolder(folder);
        foreach (DocumentBlock block in Blocks(document).Where(block => block.Language is "sh" or "python"))
        {
            if (block.Language == "python")
            {
                PythonBlock.Run(block, work, python, folder["program"]);
                continue;
            }

            IReadOnlyList<string> script = DocumentScript.Of(
                block, Path.Combine(ReferenceData.RepositoryRoot, "src", "Cli"), BuiltProgram.Configuration, has);
            (int exitCode, string output) = BuiltProgram.Run(
                "bash", ["-e", "-x", "-o", "pipefail", "-c", string.Join('\n', [.. before, .. script])], work, alsoOnPath: folder["program"]);
            Assert.True(exitCode == 0, $"{block.Place}: exit code {exitCode}\n{output}");
        }

        return work;
    }

    /// <summary>A folder in which a document's blocks run.</summary>
    public static string PrepareFolder(TemporaryFolder folder)
    {
        string program = Directory.CreateDirectory(folder["program"]).FullName;
        string start = Path.Combine(program, "attn");
        File.WriteAllText(start, $"#!/bin/sh\nexec dotnet '{Path.Combine(BuiltProgram.Folder, "attn.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(start, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string work = Directory.CreateDirectory(folder["work"]).FullName;
        foreach (string name in Visible)
        {
            Directory.CreateSymbolicLink(Path.Combine(work, name), RepositoryFiles.FullPath(name));
        }

        return work;
    }
}
