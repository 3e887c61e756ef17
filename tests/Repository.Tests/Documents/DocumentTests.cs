using System.Buffers.Binary;
using System.Text.RegularExpressions;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

// Each document has a folder of its own, and so has all else that is run here.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All)]

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>What the documents show is run, each document in a folder of its own, from top to bottom.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Shown = ["README.md", "README.zh-CN.md"];

    // A hundred and thirty runs of the program. That it can read what they show is held in every run, by tests of the command line.
    private static readonly string[] OfLongSet =
        [.. ((string[])["gallery", "hub", "inputs", "measures", "models", "record-files", "research", "viewer"]).Select(name => $"docs/{name}.md")];

    public static TheoryData<string> Documents =>
        [.. Shown.Where(RepositoryFiles.All.Contains).Concat(RepositoryFiles.Under("docs", ".md"))];

    // What a translation shows is compared with what is run, by another test.
    public static TheoryData<string> Run => [.. Documents.Select(row => row.Data).Except(Shown[1..]).Except(LongSet.IsOn ? [] : OfLongSet)];

    [Theory]
    [MemberData(nameof(Run))]
    public void Every_command_shown_runs(string document)
    {
        using TemporaryFolder folder = new();
        string work = DocumentRun.Of(document, folder, PythonBlock.Program);
        Rule.Holds(
            from match in Picture.Matches(RepositoryFiles.Read(document))
            let shown = Path.Combine(Path.GetDirectoryName(RepositoryFiles.FullPath(document))!, match.Groups[1].Value)
            let made = Path.Combine(work, Path.GetFileName(shown))
            where !File.Exists(made) || SizeOf(made) != SizeOf(shown)
            select $"{document}: {match.Groups[1].Value}",
            "Show a picture that a command on the page makes, as it makes it now: run the commands and copy the file.");
    }

    [Fact]
    public void Pages_of_the_long_set_are_there() => Assert.Empty(OfLongSet.Except(Documents.Select(row => row.Data)));

    [Fact]
    public void A_translation_shows_what_is_run()
    {
        string[] run = [.. CommandsOf(Shown[0])];
        Assert.NotEmpty(run);
        Assert.Equal(run, CommandsOf(Shown[1]));
        Assert.Empty(Picture.Matches(RepositoryFiles.Read(Shown[1])));

        // Without their remarks, and without what would download something.
        static IEnumerable<string> CommandsOf(string document) =>
            from block in DocumentRun.Blocks(document)
            where block.Language == "sh" && block.Needs.Length == 0
            from line in block.Commands
            select Remark.Replace(line, "");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_stands_in_a_block_that_is_run(string document)
    {
        Rule.Holds(
            from block in DocumentRun.Blocks(document)
            where block.Language != "sh"
            from line in block.Commands
            where Command.IsMatch(line)
            select $"{block.Place}: {line}",
            "Put commands into a block fenced by ```sh, where a test runs them; ```sh network where they would download something.");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void The_first_two_commands_make_the_figure_and_run_the_tests(string document)
    {
        Assert.Equal(
            [
                "dotnet run --project src/Cli -c Release -- figure \"The cat sat on the mat.\" --cmap Greens_r -o cat.png",
                DocumentScript.TestCommand,
            ],
            DocumentRun.Blocks(document).SelectMany(block => block.Commands).Where(line => Command.IsMatch(line)).Take(2));
    }

    [Fact]
    public void Continuous_integration_runs_the_command_shown()
    {
        Assert.Contains(DocumentScript.TestCommand, RepositoryFiles.Read(".ci/run"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(RepositoryFiles.FullPath(document))!;
        Rule.Holds(
            from match in Link.Matches(RepositoryFiles.Read(document))
            let target = match.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(folder, target))
            select $"{document}: {target}",
            "Mend the link, or put back what it leads to.");
    }

    // Width and height, where a PNG has them. The last bit of a number, and so a colour, may differ from processor to processor.
    private static ulong SizeOf(string png) => BinaryPrimitives.ReadUInt64BigEndian(File.ReadAllBytes(png).AsSpan(16));

    [GeneratedRegex(@"^\s*(\$ )?(attn|dotnet) ")]
    private static partial Regex Command { get; }

    [GeneratedRegex(@"\s+# .*$")]
    private static partial Regex Remark { get; }

    [GeneratedRegex(@"\]\((images/[^)\s/]+/[^)\s]+\.png)\)")]
    private static partial Regex Picture { get; }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link { get; }
}
