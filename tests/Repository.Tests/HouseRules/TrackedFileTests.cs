using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>What may lie in the repository.</summary>
public sealed partial class TrackedFileTests
{
    private const int LargestFile = 50_000_000;

    // Of the 260 that Windows allows where nobody has asked it for more.
    private const int LongestPath = 180;

    private static readonly string[] Text =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".json", ".txt", ".yml", ".yaml",
        ".sh", ".py", ".js", ".css", ".html", ".svg", ".cff", ".tsv",
    ];

    [Fact]
    public void No_text_names_a_folder_of_somebodys_machine()
    {
        Rule.Holds(
            from path in RepositoryFiles.All
            where IsText(path)
            from line in RepositoryFiles.Read(path).Split('\n').Index()
            from match in MachinePath.Matches(line.Item)
            select $"{path}:{line.Index + 1}: {match.Value.Trim()}",
            "Name a path relative to the repository; let code ask for a temporary folder.");
    }

    [Fact]
    public void No_file_is_built_or_too_large()
    {
        Rule.Holds(
            RepositoryFiles.All.Where(path => new FileInfo(RepositoryFiles.FullPath(path)).Length > LargestFile),
            $"No file over {LargestFile} bytes; a clone takes them all for ever.");
        Rule.Holds(
            RepositoryFiles.All.Where(path => path.Split('/').Any(part => part is "bin" or "obj" or "TestResults")),
            "Built files stay out; see .gitignore.");
    }

    [Fact]
    public void Every_system_can_hold_the_files_in_one_clone()
    {
        Rule.Holds(
            RepositoryFiles.All.Where(path => !path.Split('/').All(PortableName.Is) || path.Length > LongestPath),
            $"Windows takes no such name, or none of over {LongestPath} characters behind that of the clone's folder. Choose another.");
        Rule.Holds(
            RepositoryFiles.All.GroupBy(path => path, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)),
            "Windows and macOS hold these for one file. Choose another name.");
    }

    [Fact]
    public void Everything_that_the_house_promises_is_there()
    {
        string[] promised =
        [
            "README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "SECURITY.md", "CITATION.cff",
            ".ci/run", ".github/pull_request_template.md", "AttnExtract.sln", "global.json", "docs/architecture.md", "models/README.md", "bench/README.md",
        ];
        Rule.Holds(promised.Except(RepositoryFiles.All), "Each of these is a door into the house. Put it back.");
    }

    [Fact]
    public void Fonts_models_and_tables_are_in_the_notice()
    {
        string notice = RepositoryFiles.Read("NOTICE");
        string[] foreign =
        [
            .. RepositoryFiles.All.Select(path => path.Split('/')[^1])
                .Where(name => Path.GetExtension(name) is ".ttf" or ".otf" or ".ttc" or ".woff"),
            .. RepositoryFiles.Under("models", "/config.json").Select(path => path.Split('/')[1]).Distinct(),
        ];
        Rule.Holds(
            foreign.Where(name => !notice.Contains(name, StringComparison.Ordinal)),
            "Made elsewhere: name it in NOTICE, with its source and licence.");
    }

    [GeneratedRegex(@"(?<![\w.~$}-])/(?:root|tmp|work|home|Users)/[\w.-]|[A-Za-z]:\\Users\\")]
    private static partial Regex MachinePath { get; }

    // The reference data and the models are other people's texts, kept byte for byte.
    private static bool IsText(string path) =>
        !path.StartsWith("tests/Reference/", StringComparison.Ordinal)
        && !path.StartsWith("models/all-", StringComparison.Ordinal)
        && (Text.Contains(Path.GetExtension(path)) || Path.GetExtension(path).Length == 0 || Path.GetFileName(path).StartsWith('.'));
}
