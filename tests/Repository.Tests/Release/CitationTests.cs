using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttnExtract.Repository.Tests.HouseRules;
using YamlDotNet.RepresentationModel;

namespace AttnExtract.Repository.Tests.Release;

/// <summary>Whatever names a version names the one that is built.</summary>
public sealed partial class CitationTests
{
    private const string File = "CITATION.cff";

    private static readonly XDocument Properties = XDocument.Parse(RepositoryFiles.Read("Directory.Build.props"));

    private static string Version => Property("Version");

    private static string Day => Property("VersionDate");

    // Of the Citation File Format 1.2.0: what it asks for, and what else is written here.
    // https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md
    [Fact]
    public void The_citation_is_of_this_version_and_has_what_its_format_asks_for()
    {
        YamlMappingNode citation = YamlText.Read(File);

        Assert.Equal("1.2.0", citation.Text("cff-version"));
        Assert.Equal(
            ["abstract", "authors", "cff-version", "date-released", "keywords", "license", "message", "title", "type", "version"],
            citation.Keys().Order(StringComparer.Ordinal));
        Assert.All(["message", "title", "abstract"], key => Assert.NotEqual("", citation.Text(key)));
        Assert.Equal("software", citation.Text("type"));
        Assert.Equal([Property("Authors")], citation.List("authors").Select(author => author.Text("name")));
        Assert.StartsWith($"{citation.Text("license")} License", RepositoryFiles.Read("LICENSE"), StringComparison.Ordinal);
        Assert.Equal((Version, Day), (citation.Text("version"), citation.Text("date-released")));
        string[] keywords = [.. citation.List("keywords").Select(keyword => ((YamlScalarNode)keyword).Value!)];
        Assert.Equal(keywords.Distinct(), keywords);
    }

    [Fact]
    public void The_changelog_begins_with_this_version_and_ends_with_what_falls_short()
    {
        string[] headings = [.. RepositoryFiles.Read("CHANGELOG.md").Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))];

        Assert.Matches(Semantic, Version);
        Assert.Equal($"## {Version} – {Day}", headings[0]);
        Assert.Equal("## Known limits", headings[^1]);
    }

    [Fact]
    public void Documents_name_no_other_version_of_the_packages()
    {
        string[] named =
        [
            .. from document in RepositoryFiles.All
               where document.EndsWith(".md", StringComparison.Ordinal)
               from match in Package.Matches(RepositoryFiles.Read(document))
               select match.Groups[1].Value,
        ];

        Assert.NotEmpty(named);
        Assert.All(named, version => Assert.Equal(Version, version));
    }

    private static string Property(string name) => Properties.Descendants(name).First().Value;

    // https://semver.org/spec/v2.0.0.html, without what comes behind the three numbers of a release.
    [GeneratedRegex(@"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\z")]
    private static partial Regex Semantic { get; }

    [GeneratedRegex(@"AttnExtract\.\w+@(\d[\w.-]*)")]
    private static partial Regex Package { get; }
}
