using System.Text;
using AttnExtract.Ground;
using AttnExtract.Render.Matrices;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Matrices.Tables;

/// <summary>Which parts of a table are taken for labels, what is said where another reading is possible, and what is refused.</summary>
public sealed class TableLabelTests : IDisposable
{
    private const string HeaderTaken = "the numbers of its first row are read as labels of columns; --header off reads them as data.";
    private const string HeaderLeft = "its first row is read as data; --header on reads it as labels of columns.";
    private const string IndexLeft = "its first column is read as data; --index on reads it as labels of rows.";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("month,1949,1950\nJan,112,115\nFeb,118,126\n", "Jan Feb", "1949 1950", HeaderTaken)]
    [InlineData("gene,3,7,20\nA,.1,.2,.3\n", "A", "3 7 20", HeaderTaken)]
    [InlineData("gene,1,2\nA,500,900\nB,20,40\n", "gene A B", null, HeaderLeft)]
    [InlineData("gene,1,2\nA,500,900\nB,700,950\n", "A B", "1 2", HeaderTaken)]
    [InlineData("x,0,5\ny,1,5\n", "x y", null, HeaderLeft)]
    [InlineData("x,0,1,2\ny,3,1,4\n", "y", "0 1 2", HeaderTaken)]
    [InlineData("p,0.1,0.2,0.3\na,5,9,7\n", "p a", null, HeaderLeft)]
    [InlineData("0,1,2\n.1,.2,.3\n", null, "0 1 2", HeaderTaken)]
    [InlineData("Jan,1,2\nFeb,3,4\n", "Jan Feb", null, HeaderLeft)]
    [InlineData("1949,1950\n112,115\n", null, null, HeaderLeft)]
    [InlineData("a,b\n0,.5\n1,.25\n2,.75\n", null, "a b", IndexLeft)]
    [InlineData("0,.5\n1,.25\n2,.75\n", null, null, IndexLeft)]
    [InlineData(
        ",.5,1.5\n1,2,3\n", "1", ".5 1.5",
        "nothing stands in its corner, so its first row and column are read as labels; --header off --index off reads them as data.")]
    [InlineData(
        "x5,6\n1,2\n3,4\n", "1 3", "6",
        "'x5' stands in its corner, so its first row and column are read as labels; --header off --index off reads them as data.")]
    public void Where_two_readings_are_possible_the_one_taken_is_said(string text, string? rows, string? columns, string remark)
    {
        MatrixTable table = Read("m.csv", text);

        AssertLabels(rows, columns, table);
        Assert.Equal([$"'{_folder["m.csv"]}': {remark}"], table.Remarks);
    }

    [Theory]
    [InlineData(",0,1,2\n0,.1,.2,.3\n", "0", "0 1 2")]
    [InlineData(",1949,1950\n1,112,115\n", "1", "1949 1950")]
    [InlineData("a,b\n1,2\n3,4\n", null, "a b")]
    [InlineData("Jan,.1,.2\nFeb,.3,.4\n", "Jan Feb", null)]
    [InlineData("Jan,.1,.2,.3\nFeb,.3,.4,.9\n", "Jan Feb", null)]
    [InlineData("Jan,.1,.2,.4\nFeb,3,4,9\n", "Jan Feb", null)]
    [InlineData("1,2\n3,4\n", null, null)]
    [InlineData("1,2,7\n3,4,9\n", null, null)]
    [InlineData("[CLS],.1,.2\n2,.3,.4\n[SEP],.5,.6\n", "[CLS] 2 [SEP]", null)]
    [InlineData("a,1,2\n", "a", null)]
    [InlineData("1;2\n3;4\n", null, null)]
    [InlineData("1 2\n3 4\n", null, null)]
    [InlineData("a|b\n1|2\n", null, "a b", "sep=|\n")]
    public void Where_one_is_possible_nothing_is_said(string text, string? rows, string? columns, string before = "")
    {
        MatrixTable table = Read("m.csv", before + text);

        AssertLabels(rows, columns, table);
        Assert.Empty(table.Remarks);
    }

    [Theory]
    [InlineData("month,1949,1950\nJan,112,115\n", false, null, "month Jan", null)]
    [InlineData("Jan,1,2\nFeb,3,4\n", true, null, "Feb", "1 2")]
    [InlineData(",5,6\n1,2,3\n", false, false, null, null)]
    [InlineData("a,b\n0,.5\n1,.25\n2,.75\n", null, true, "0 1 2", "b")]
    [InlineData("x,y\nr1,1,2\n", true, true, "r1", "x y")]
    [InlineData("1,2\n3,4\n", true, true, "3", "2")]
    public void What_is_said_of_labels_holds_and_no_remark_is_made(string text, bool? header, bool? index, string? rows, string? columns)
    {
        MatrixTable table = Read("m.csv", text, new() { Header = header, Index = index });

        AssertLabels(rows, columns, table);
        Assert.Empty(table.Remarks);
    }

    [Theory]
    [InlineData(
        "1,<0.01\n0.5,1\n",
        "line 1, field 2: '<0.01' is not a number; leave the field empty where there is none, "
            + "or give --header on if the first row labels columns.")]
    [InlineData(
        "1,2\n3,4\nx5,6\n",
        "line 3, field 1: 'x5' is not a number; leave the field empty where there is none, "
            + "or give --index on if the first column labels rows.")]
    [InlineData(
        "1,2\nx5,6\n",
        "line 2, field 1: 'x5' is not a number; leave the field empty where there is none, "
            + "or give --index on if the first column labels rows.")]
    [InlineData(
        "a,b\n1,2\n3,4\nx,5\n",
        "line 4, field 1: 'x' is not a number; leave the field empty where there is none, "
            + "or give --index on if the first column labels rows.")]
    [InlineData("\"a\nb\",c\n1,x\n", "line 3, field 2: 'x' is not a number; leave the field empty where there is none.")]
    [InlineData("sep=;\n1;2\n3;1.234,5\n", "line 3, field 2: '1.234,5' is not a number; write 1234,5, without what parts thousands.")]
    public void One_field_that_is_no_number_is_named(string text, string message)
    {
        AttnExtractException exception = Assert.Throws<AttnExtractException>(() => Read("m.csv", text));

        Assert.Equal($"'{_folder["m.csv"]}', {message}", exception.Message);
    }

    [Fact]
    public void Decimal_commas_are_read_where_no_comma_separates_and_said_where_they_may_part_thousands()
    {
        Assert.Equal([1.5, 2.25], Read("m.tsv", "1,5\t2,25\n").Values.Numbers());

        MatrixTable table = Read("m.csv", "1,234;5,678\n2;3\n");
        Assert.Equal([1.234, 5.678, 2, 3], table.Values.Numbers());
        Assert.Equal([$"'{_folder["m.csv"]}': '1,234' is read as 1.234; write it without a comma if it parts thousands."], table.Remarks);

        Assert.Equal(
            $"'{_folder["m.csv"]}' has decimal commas ('2,5' on line 2) and points ('1.5' on line 1); write one of them.",
            Assert.Throws<AttnExtractException>(() => Read("m.csv", "1.5;3\n2,5;4\n")).Message);
    }

    [Fact]
    public void A_comment_is_a_header_where_it_has_a_name_for_each_column()
    {
        MatrixTable table = Read("m.txt", "# a b\n1 2\n3 4\n");
        AssertLabels(null, "a b", table);
        Assert.Equal([$"'{_folder["m.txt"]}': its comment 'a b' is read as labels of columns; --header off leaves it out."], table.Remarks);
        AssertLabels(null, null, Read("m.txt", "# a b\n1 2\n3 4\n", new() { Header = false }));
        AssertLabels(null, null, Read("m.txt", "# made today, by somebody\n1 2\n3 4\n"));
        AssertLabels("x # y", null, Read("m.txt", "x .3 .4\n# .5 .6\n# and so on\ny .7 .8\n"));
    }

    [Fact]
    public void What_another_program_sends_is_read_by_its_first_bytes()
    {
        Assert.Equal([1, 2], MatrixFile.Read(new MemoryStream("1;2\n"u8.ToArray()), "-").Values.Numbers());
        Assert.Equal([1, 2], MatrixFile.Read(new MemoryStream(" [[1, 2]]"u8.ToArray()), "-").Values.Numbers());
        Assert.Equal(
            "'-' is empty; write one line of numbers for each row.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(new MemoryStream(), "-")).Message);
    }

    [Fact]
    public void Text_in_another_encoding_is_read_by_its_mark_or_refused()
    {
        File.WriteAllBytes(_folder["m.csv"], [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("ä,b\n1,2\n")]);
        AssertLabels(null, "ä b", MatrixFile.Read(_folder["m.csv"]));

        File.WriteAllBytes(_folder["m.csv"], Encoding.Latin1.GetBytes("ä,b\n1,2\n"));
        Assert.Equal(
            $"'{_folder["m.csv"]}' is not UTF-8 text; save it as UTF-8.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(_folder["m.csv"])).Message);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertLabels(string? rows, string? columns, MatrixTable table)
    {
        Assert.Equal(rows, table.RowLabels is null ? null : string.Join(" ", table.RowLabels));
        Assert.Equal(columns, table.ColumnLabels is null ? null : string.Join(" ", table.ColumnLabels));
    }

    private MatrixTable Read(string name, string text, MatrixChoices? choices = null)
    {
        File.WriteAllText(_folder[name], text);
        return MatrixFile.Read(_folder[name], choices);
    }
}
