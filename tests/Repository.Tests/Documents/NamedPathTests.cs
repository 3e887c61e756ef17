using System.Text.RegularExpressions;
using System.Xml.Linq;
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
        string[] rows = Rows("I want to change …");

        Assert.True(rows.Length >= EverydayChanges, $"The table has {rows.Length} rows; {EverydayChanges} are wanted.");
        Assert.All(rows, row => Assert.NotEmpty(Named(row)));
    }

    [Fact]
    public void The_architecture_has_a_line_for_every_room()
    {
        string[] listed = [.. Rows("Rooms").Select(row => Named(row).First())];
        string[] rooms =
        [
            .. RepositoryFiles.Under("src", ".cs").Where(file => file.Count(unit => unit == '/') > 2)
                .Select(file => string.Join('/', file.Split('/').Take(3))).Distinct(),
        ];

        Assert.NotEmpty(rooms);
        Assert.Equal(listed.Length, listed.Distinct().Count());
        Rule.Holds(
            rooms.Except(listed).Concat(listed.Except(rooms)),
            "Each folder two levels below src has one line under Rooms in docs/architecture.md that says what is done there.");
    }

    [Fact]
    public void The_architecture_says_which_packages_each_floor_may_use()
    {
        string[] rows = Rows("Floors");
        Assert.NotEmpty(rows);
        Rule.Holds(
            from row in rows
            let cells = row.Split('|', StringSplitOptions.TrimEntries)
            let floor = cells[1].Trim('`')
            let used = XDocument.Parse(RepositoryFiles.Read($"{floor}/{floor["src/".Length..]}.csproj")).Descendants("PackageReference")
                .Select(package => (string)package.Attribute("Include")!).Where(name => !IsNative(name))
            let said = cells[4].Split(", ").Where(name => name != "–")
            from name in used.Except(said).Concat(said.Except(used))
            select $"{floor}: {name}",
            "The column 'may use' of docs/architecture.md names the packages of a floor's project file, and no others.");
    }

    private static string[] Rows(string section) =>
        [.. RepositoryFiles.Read("docs/architecture.md").Split($"## {section}\n")[1].Split("\n## ")[0].Split('\n').Where(line => line.StartsWith('|')).Skip(2)];

    // What a package brings for one platform.
    private static bool IsNative(string package) =>
        package.Contains(".NativeAssets.", StringComparison.Ordinal) || package.StartsWith("libtorch-", StringComparison.Ordinal);

    // What a build makes is not there before it.
    private static IEnumerable<string> Named(string text) =>
        SourcePath().Matches(text).Select(match => match.Groups[1].Value).Where(path => !path.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"`((?:src|tests|build|bench|models)/[\w./-]+)`")]
    private static partial Regex SourcePath();
}
