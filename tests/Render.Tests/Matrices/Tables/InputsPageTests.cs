using System.Text.RegularExpressions;
using AttnExtract.Ground;
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
    [InlineData("the numbers under it have fractions", "x,1,5\ny,.5,2\n", "0.5 2")]
    [InlineData("three or more and they lie evenly, as not all rows under them do", "x,1,3,5\ny,2,2,9\n", "2 2 9")]
    [InlineData("three or more and they lie evenly, as not all rows under them do", "x,1,3,5\ny,2,4,6\n", "1 3 5 2 4 6")]
    [InlineData("farther from the numbers under them than these from one another", "x,90,91\ny,2,5\n", "2 5")]
    [InlineData("It is data everywhere else", "x,0,5\ny,1,5\n", "0 5 1 5")]
    [InlineData("a header only where it counts 0, 1, 2 over fractions", "0,1,2\n.5,2,3\n", "0.5 2 3")]
    [InlineData("a header only where it counts 0, 1, 2 over fractions", "1,2,3\n.5,2,3\n", "1 2 3 0.5 2 3")]
    public void A_sentence_of_the_page_holds(string sentence, string text, string numbers)
    {
        Assert.Contains(sentence, LineEnds.Replace(Page, " "));
        File.WriteAllText(_folder["m.csv"], text);

        Assert.Equal(numbers, string.Join(' ', MatrixFile.Read(_folder["m.csv"]).Values.Numbers().Select(number => FormattableString.Invariant($"{number}"))));
    }

    [Theory]
    [InlineData("`NaN` and `Infinity`, as Python writes them", "[[NaN, 2], [-Infinity, 4]]", "NaN 2 -Infinity 4", null, null)]
    [InlineData("pandas' `split`", """{"columns":["a","b"],"index":["x","y"],"data":[[1,2],[3,4]]}""", "1 2 3 4", "x y", "a b")]
    [InlineData("`records`", """[{"a":1,"b":2},{"a":3,"b":4}]""", "1 2 3 4", null, "a b")]
    [InlineData("`columns`", """{"a":{"0":1,"1":3},"b":{"0":2,"1":4}}""", "1 2 3 4", "0 1", "a b")]
    [InlineData("or `index`", """{"0":{"a":1,"b":2},"1":{"a":3,"b":4}}""", "1 2 3 4", "0 1", "a b")]
    [InlineData("the outer ones are columns, pandas' usual way", """{"0":{"0":1,"1":3},"1":{"0":2,"1":4}}""", "1 2 3 4", "0 1", "0 1")]
    [InlineData("where they alone count from 0", """{"0":{"x":1,"y":2},"1":{"x":3,"y":4}}""", "1 2 3 4", "0 1", "x y")]
    public void A_sentence_of_the_page_on_JSON_holds(string sentence, string json, string numbers, string? rows, string? columns)
    {
        Assert.Contains(sentence, LineEnds.Replace(Page, " "));
        File.WriteAllText(_folder["m.json"], json);

        MatrixTable table = MatrixFile.Read(_folder["m.json"]);

        Assert.Equal(numbers, string.Join(' ', table.Values.Numbers().Select(number => FormattableString.Invariant($"{number}"))));
        Assert.Equal((rows, columns), (Joined(table.RowLabels), Joined(table.ColumnLabels)));

        static string? Joined(IReadOnlyList<string>? labels) => labels is null ? null : string.Join(' ', labels);
    }

    [Theory]
    [InlineData("5%")]
    [InlineData("\"1,234\"")]
    [InlineData("1.234,5")]
    [InlineData("−2")]
    [InlineData("5 kg")]
    public void What_people_read_as_a_number_is_told_how_to_be_written(string field)
    {
        Assert.Contains($"`{field}`", Page);
        File.WriteAllText(_folder["m.csv"], $"a;b\n1;2\n3;{field.Replace("\"1,234\"", "\"1,234.5\"")}\n");

        Assert.Contains("is not a number; write ", Assert.Throws<AttnExtractException>(() => MatrixFile.Read(_folder["m.csv"])).Message);
    }

    [Fact]
    public void The_page_has_a_row_for_every_kind_of_guess() => Assert.Equal(10, Guesses().Count);

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(@"^\| (?<begins>`[^|]*` over [^|]*) \| (?<read>[^|]*) \| (?<said>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineEnds { get; }
}
