using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Repository.Tests.Packages;

namespace AttnExtract.Repository.Tests.Release;

/// <summary>build/licences.tsv says of every package what it is and by which licence it comes, as the packages themselves do.</summary>
public sealed partial class LicenceInventoryTests
{
    private const string Inventory = "build/licences.tsv";
    private const string Tests = "tests";

    // What the program is made of; the server brings the web framework of .NET and nothing else.
    private static readonly string[] Programs = ["src/Cli", "src/Serve"];

    // What stands at the address that a package gives instead of an expression.
    private static readonly Dictionary<string, string> ByAddress = new()
    {
        ["https://github.com/MiloszKrajewski/K4os.Compression.LZ4/blob/master/LICENSE?raw=true"] = "MIT",
    };

    private static readonly Row[] Rows =
    [
        .. RepositoryFiles.Read(Inventory).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Skip(1)
            .Select(line => line.Split('\t')).Select(fields => new Row(fields[0], fields[1], fields[2], fields[3])),
    ];

    [Fact]
    public void Every_package_of_the_program_is_listed_with_its_version_and_the_licence_that_it_names()
    {
        Row[] used = [.. Programs.SelectMany(Packages).Distinct()];

        Assert.NotEmpty(used);
        Rule.Holds(
            used.Except(Rows.Select(row => row with { For = "" })).Select(row => $"{row.Package}\t{row.Version}\t{row.Licence}"),
            $"Read the licence; put the line into {Inventory}, and the package into NOTICE.");
    }

    [Fact]
    public void Nothing_is_listed_that_is_not_used()
    {
        HashSet<string> used = [.. Programs.SelectMany(Packages).Select(row => row.Package), .. Pinned().Select(row => row.Package)];

        Assert.Equal(Rows.Length, Rows.Select(row => row.Package).Distinct().Count());
        Rule.Holds(
            // libtorch's own packages are those of the platform; a build fetches one of them.
            Rows.Where(row => !used.Contains(row.Package) && row.For is "everywhere" or Tests).Select(row => row.Package),
            $"Take it out of {Inventory}.");
        Assert.Single(Rows.Where(row => row.Package.StartsWith("libtorch-cpu", StringComparison.Ordinal)).Select(row => row.Version).Distinct());
    }

    [Fact]
    public void Every_pinned_version_is_the_listed_one_and_tests_packages_are_marked()
    {
        foreach ((string package, string version, bool isOfTests) in Pinned())
        {
            Row row = Assert.Single(Rows, row => row.Package == package);
            Assert.Equal((version, isOfTests), (row.Version, row.For == Tests));
            Assert.Equal(Licence(package, version) ?? row.Licence, row.Licence);
        }
    }

    [Fact]
    public void The_notice_names_what_is_listed()
    {
        string packages = RepositoryFiles.Read("NOTICE").Split("\nPackages, which the build fetches")[1].Split("\nA. Licence of")[0];
        string[] parts = packages.Split("\nOnly the tests use: ");
        Rule.Holds(
            from row in Rows
            let names = Name.Matches(parts[row.For == Tests ? 1 : 0]).Select(match => match.Value.TrimEnd('.'))
            where !names.Any(name => name == row.Package || (name.EndsWith('*') && row.Package.StartsWith(name[..^1], StringComparison.Ordinal)))
            select row.Package,
            "Name it in NOTICE with its licence and its copyright.");
    }

    // What NuGet chose for a project, and what its own description says of the licence.
    private static IEnumerable<Row> Packages(string project)
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.FullPath(project), "obj", "project.assets.json")));
        return
        [
            .. from library in assets.RootElement.GetProperty("libraries").EnumerateObject()
               where library.Value.GetProperty("type").GetString() == "package"
               let parts = library.Name.Split('/')
               select new Row(parts[0], parts[1], Licence(parts[0], parts[1])!, ""),
        ];
    }

    private static IEnumerable<(string Package, string Version, bool IsOfTests)> Pinned() =>
        from package in XDocument.Parse(RepositoryFiles.Read("Directory.Packages.props")).Descendants("PackageVersion")
        select ((string)package.Attribute("Include")!, (string)package.Attribute("Version")!, (string?)package.Parent!.Attribute("Label") == "Tests");

    // Null where the machine has not the package: those of other platforms are fetched there.
    private static string? Licence(string package, string version)
    {
        string name = package.ToLowerInvariant();
        string file = Path.Combine(PackageCache.Folder, name, version, $"{name}.nuspec");
        if (!File.Exists(file))
        {
            return null;
        }

        XElement[] said = [.. XDocument.Load(file).Descendants().Where(element => element.Name.LocalName is "license" or "licenseUrl")];
        XElement? expression = said.FirstOrDefault(element => (string?)element.Attribute("type") == "expression");
        return expression?.Value ?? ByAddress.GetValueOrDefault(said[0].Value, said[0].Value);
    }

    private sealed record Row(string Package, string Version, string Licence, string For);

    [GeneratedRegex(@"\w[\w.*-]*")]
    private static partial Regex Name { get; }
}
