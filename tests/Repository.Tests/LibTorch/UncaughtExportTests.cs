using System.Text.RegularExpressions;
using AttnExtract.Repository.Tests.Compiled;
using AttnExtract.Repository.Tests.HouseRules;

namespace AttnExtract.Repository.Tests.LibTorch;

/// <summary>Which native functions that end the process when they fail the floors can reach is known, and none can fail through what a user gives.</summary>
public sealed partial class UncaughtExportTests
{
    private const string Page = "docs/native-errors.md";
    private const string List = "tests/Repository.Tests/LibTorch/uncaught-exports.txt";

    private static readonly string[] Uncaught = [.. RepositoryFiles.Read(List).Split('\n').Where(line => line.StartsWith("THS", StringComparison.Ordinal))];

    [Fact]
    public void The_page_names_what_the_floors_can_reach()
    {
        Assert.Equal(Reached("Model", "Extract"), Named("What `src/` can still reach", "A test holds").Order(StringComparer.Ordinal));
        Assert.Empty(Named("Two of them", "What `src/` can still reach").Except(Uncaught));
    }

    [Fact]
    public void The_list_is_of_the_version_in_use()
    {
        string version = Version().Match(RepositoryFiles.Read("Directory.Packages.props")).Groups[1].Value;

        Assert.NotEmpty(version);
        Assert.Contains($"of TorchSharp {version} ", RepositoryFiles.Read(List));
        Assert.Contains($"In version {version}, {Uncaught.Length} have no catch", RepositoryFiles.Read(Page));
    }

    private static string[] Named(string from, string to)
    {
        string page = RepositoryFiles.Read(Page);
        int start = page.IndexOf(from, StringComparison.Ordinal);
        string part = page[start..page.IndexOf(to, start, StringComparison.Ordinal)];
        return [.. Row().Matches(part).Select(row => row.Groups[1].Value)];
    }

    // Through whatever calls whatever in TorchSharp.
    private static string[] Reached(params string[] floors)
    {
        CompiledAssembly library = CompiledAssembly.Read(Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll"));
        ILookup<string, string> callers = (
            from method in library.Methods
            from call in method.Calls
            select (Caller: method.Name, call.Target)).ToLookup(edge => edge.Target, edge => edge.Caller);
        HashSet<string> ours =
        [
            .. from floor in floors
               let path = BuiltProgram.OutputOf(RepositoryFiles.FullPath($"src/{floor}"))
               from method in CompiledAssembly.Read(Path.Combine(path, $"AttnExtract.{floor}.dll")).Methods
               from call in method.Calls
               select call.Target,
        ];
        return [.. Uncaught.Where(export => Above(export, callers).Any(ours.Contains)).Order(StringComparer.Ordinal)];
    }

    private static HashSet<string> Above(string export, ILookup<string, string> callers)
    {
        HashSet<string> above = [.. callers.Select(calls => calls.Key).Where(name => name.Contains($"NativeMethods::{export}(", StringComparison.Ordinal))];
        Queue<string> open = new(above);
        while (open.TryDequeue(out string? called))
        {
            foreach (string caller in callers[called].Where(above.Add))
            {
                open.Enqueue(caller);
            }
        }

        return above;
    }

    [GeneratedRegex(@"^\| `(THS\w+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("Include=\"TorchSharp\" Version=\"\\[?([0-9.]+)")]
    private static partial Regex Version();
}
