using System.Text.RegularExpressions;
using AttnExtract.Render.Matrices;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Matrices.Tables;

/// <summary>What docs/inputs.md says of tables happens: its table of guesses row by row, and its sentences by what they name.</summary>
public sealed partial class InputsPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "inputs.md"));

    private readonly TemporaryFolder _folder = new();

    /// <summary>The rows of its table: how a file begins, how it is read, what is said.</summary>
    public static TheoryData<string, string, string> Guesses() => new(
        Row.Matches(Page).Select(row => (row.Groups["begins"].Value, row.Groups["read"].Value, row.Groups["said"].Value)));

    [Theory]
    [MemberData(nameof(Guesses))]
    public void A_guess_is_as_the_page_says(string begins, string read, string said)
    {
        string text = string.Join('\n', Code.Matches(begins).Select(code => code.Groups[1].Value)) + "\n";
        string path = _folder[text.StartsWith('#') ? "m.txt" : "m.csv"];
        File.WriteAllText(path, text);

        MatrixTable table = MatrixFile.Read(path);

        Assert.Equal(read.Contains("above", StringComparison.Ordinal), table.ColumnLabels is not null);
        Assert.Equal(read.Contains("left", StringComparison.Ordinal), table.RowLabels is not null);
        if (said == "nothing")
        {
            Assert.Empty(table.Remarks);
            return;
        }

        // The page names the option and what it does; the remark ends in both.
        string means = said.Contains("labels", StringComparison.Ordinal) ? "reads (it|them) as labels"
            : said.Contains("data", StringComparison.Ordinal) ? "reads (it|them) as data"
            : "leaves it out";
        Assert.Matches($"{Code.Match(said).Groups[1].Value} {means}", Assert.Single(table.Remarks));
    }

    [Theory]
    [InlineData("the one that leaves rows of one length and the largest part of its fields numbers", "1;2\n3;4\n", "1 2 3 4")]
    [InlineData("line `sep=;` settles it", "sep=;\n1,5;2\n3;4\n", "1.5 2 3 4")]
    [InlineData("Where `;` or a tab separates, `0,5` is a half", "0,5\t1\n2\t3\n", "0.5 1 2 3")]
    [InlineData("runs of white space", "1   2\n3 4\n", "1 2 3 4")]
    [InlineData("Quotation marks as in RFC 4180", "\"1\",2\n3,\"4\"\n", "1 2 3 4")]
    [InlineData("Empty, `NaN`, `NA`, `null`, `None` and the like are no number", "1,NaN\n,2\nNA,null\nNone,3\n", "1 NaN NaN 2 NaN NaN NaN 3")]
    [InlineData("`True` is 1 and `False` 0", "True,False\n0.5,2\n", "1 0 0.5 2")]
    [InlineData("A line that begins with `# ` is a comment", "# made by hand\n1,2\n3,4\n", "1 2 3 4")]
    [InlineData("Text is UTF-8, with or without its mark", "\uFEFF1,2\n3,4\n", "1 2 3 4")]
    public void A_sentence_of_the_page_holds(string sentence, string text, string numbers)
    {
        Assert.Contains(sentence, LineEnds.Replace(Page, " "));
        File.WriteAllText(_folder["m.csv"], text);

        Assert.Equal(numbers, string.Join(' ', MatrixFile.Read(_folder["m.csv"]).Values.Numbers().Select(number => FormattableString.Invariant($"{number}"))));
    }

    [Fact]
    public void The_page_has_a_row_for_every_kind_of_guess() => Assert.Equal(6, Guesses().Count);

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(@"^\| (?<begins>`[^|]*` over [^|]*) \| (?<read>[^|]*) \| (?<said>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineEnds { get; }
}
