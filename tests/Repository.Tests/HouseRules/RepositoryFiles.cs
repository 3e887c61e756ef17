using System.Diagnostics;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>The files that are, or are about to be, under version control; paths are relative to the root, with forward slashes.</summary>
internal static class RepositoryFiles
{
    private static readonly Lazy<string[]> Listed = new(List);

    public static IEnumerable<string> All => Listed.Value;

    public static IEnumerable<string> Under(string folder, string extension) =>
        All.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal) && path.EndsWith(extension, StringComparison.Ordinal));

    public static string FullPath(string path) => Path.Combine(ReferenceData.RepositoryRoot, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    private static string[] List()
    {
        string[] files = Directory.Exists(FullPath(".git")) || File.Exists(FullPath(".git")) ? ListByGit() : ListByFolder();
        return [.. files.Where(path => File.Exists(FullPath(path))).Order(StringComparer.Ordinal)];
    }

    private static string[] ListByGit()
    {
        ProcessStartInfo start = new("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = ReferenceData.RepositoryRoot,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    // A source archive has no .git.
    private static string[] ListByFolder() =>
    [
        .. Directory.EnumerateFiles(ReferenceData.RepositoryRoot, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(ReferenceData.RepositoryRoot, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "TestResults")),
    ];
}
