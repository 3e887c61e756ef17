using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Cli.Commands;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Every command line that a document shows is one that the program can read. Tests of the repository run them, most in the long set.</summary>
public sealed partial class ShownCommandTests
{
    public static TheoryData<string> Documents { get; } =
    [
        "README.md", "README.zh-CN.md",
        .. Directory.GetFiles(Path.Combine(ReferenceData.RepositoryRoot, "docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}")
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_line_can_be_read(string document) => Assert.All(LinesOf(document), line =>
    {
        string[] words = WordsOf(line);
        Assert.NotNull(ArgumentReader.Read(CommandCatalog.Get(words[1]), words[2..]));
    });

    [Fact]
    public void Lines_are_found_and_a_wrong_one_among_them()
    {
        Assert.True(Documents.Sum(row => LinesOf(row.Data).Count()) > 200);
        Assert.Equal(["attn", "figure", "A cat's tail.", "-o", "a.png"], WordsOf("attn figure \"A cat's tail.\" -o 'a.png' > log"));
        Assert.Throws<UsageException>(() => ArgumentReader.Read(CommandCatalog.Get("figure"), ["A cat.", "--no-such-option"]));
    }

    // Help and versions are read before a command is; what is meant for a cluster is run by tests of a cluster.
    private static IEnumerable<string> LinesOf(string document) =>
        from Match block in Block.Matches(File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, document)))
        from Match line in Line.Matches(block.Groups[1].Value.Replace("\\\n", " "))
        where WordsOf(line.Groups[1].Value) is ["attn", [>= 'a' and <= 'z', ..] and not ("help" or "slurm" or "kubernetes"), ..]
        select line.Groups[1].Value;

    // As a shell takes a line apart, up to where another program or a file takes over.
    private static string[] WordsOf(string line)
    {
        List<string> words = [];
        int end = 0;
        StringBuilder word = new();
        foreach (Match part in Part.Matches(line))
        {
            if (part.Index > end && word.Length > 0)
            {
                words.Add($"{word}");
                word.Clear();
            }

            if (part.Groups["end"].Success)
            {
                break;
            }

            word.Append(part.Value is ['"' or '\'', .. var quoted, '"' or '\''] ? quoted : part.Value);
            end = part.Index + part.Length;
        }

        return word.Length > 0 ? [.. words, $"{word}"] : [.. words];
    }

    [GeneratedRegex("^```sh[^\n]*\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block { get; }

    [GeneratedRegex(@"(?:^|[|(;]|\bdo\b)\s*(attn .*)$", RegexOptions.Multiline)]
    private static partial Regex Line { get; }

    [GeneratedRegex("""
        "[^"]*"|'[^']*'|(?<end>[|<>;&)]|(?<=\s)\#)|[^\s"'|<>;&)]+
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Part { get; }
}
