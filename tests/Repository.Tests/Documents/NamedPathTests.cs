using System.Text.RegularExpressions;
using AttnExtract.Repository.Tests.HouseRules;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>Whoever follows a document into the house finds the file or folder that it names.</summary>
public sealed partial class NamedPathTests
{
    private const int EverydayChanges = 15;

    [Fact]
    public void Files_and_folders_that_documents_name_exist()
    {
        Rule.Holds(
            from document in RepositoryFiles.All
            where document.EndsWith(".md", StringComparison.Ordinal) && !document.StartsWith("tests/Reference/", StringComparison.Ordinal)
            from path in Named(RepositoryFiles.Read(document))
            where !RepositoryFiles.All.Any(file => file == path || file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal))
            select $"{document}: {path}",
            "Name what is there: files that moved take the documents along.");
    }

    [Fact]
    public void The_architecture_says_where_everyday_changes_are_made()
    {
        string text = RepositoryFiles.Read("docs/architecture.md");
        string table = text.Split("## I want to change …")[1].Split("\n## ")[0];
        string[] rows = [.. table.Split('\n').Where(line => line.StartsWith('|')).Skip(2)];

        Assert.True(rows.Length >= EverydayChanges, $"The table has {rows.Length} rows; {EverydayChanges} are wanted.");
        Assert.All(rows, row => Assert.NotEmpty(Named(row)));
    }

    // What a build makes is not there before it.
    private static IEnumerable<string> Named(string text) =>
        SourcePath().Matches(text).Select(match => match.Groups[1].Value).Where(path => !path.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"`((?:src|tests|build|bench|models)/[\w./-]+)`")]
    private static partial Regex SourcePath();
}
