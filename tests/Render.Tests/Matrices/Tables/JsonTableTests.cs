using AttnExtract.Ground;
using AttnExtract.Render.Matrices;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Matrices.Tables;

/// <summary>JSON as Python and pandas write it: the texts are what pandas 1.5.3's to_json gives for one table.</summary>
public sealed class JsonTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("""{"columns":["a","b"],"index":["x","y"],"data":[[1.0,2.5],[null,4.0]]}""", "x y", "a b")]
    [InlineData("""[{"a":1.0,"b":2.5},{"a":null,"b":4.0}]""", null, "a b")]
    [InlineData("""[{"row":"x","a":1.0,"b":2.5},{"row":"y","a":null,"b":4.0}]""", "x y", "a b")]
    [InlineData("""{"a":{"0":1.0,"1":null},"b":{"0":2.5,"1":4.0}}""", "0 1", "a b")]
    [InlineData("""{"a":[1.0,null],"b":[2.5,4.0]}""", null, "a b")]
    [InlineData("[[1.0, 2.5], [NaN, 4.0]]", null, null)]
    public void Every_shape_of_pandas_is_read_without_a_word(string json, string? rows, string? columns)
    {
        MatrixTable table = Read(json);

        Assert.Equal([1, 2.5, double.NaN, 4], table.Values.Numbers());
        Assert.Equal(rows, table.RowLabels is null ? null : string.Join(" ", table.RowLabels));
        Assert.Equal(columns, table.ColumnLabels is null ? null : string.Join(" ", table.ColumnLabels));
        Assert.Empty(table.Remarks);
    }

    [Fact]
    public void Names_that_may_be_those_of_rows_or_columns_are_remarked()
    {
        MatrixTable table = Read("""{"a":{"x":1.0,"y":3.0},"b":{"x":2.5,"y":4.0}}""");

        Assert.Equal([1, 2.5, 3, 4], table.Values.Numbers());
        Assert.Equal(["x", "y"], table.RowLabels);
        Assert.Equal(
            [$"'{_folder["m.json"]}': its outer names are read as those of columns, as pandas.DataFrame.to_json writes them; write it with "
                + "orient='split' to tell them apart."],
            table.Remarks);
    }

    [Fact]
    public void Rows_that_count_may_be_columns_that_nobody_named()
    {
        MatrixTable table = Read("""{"0":{"a":1.0,"b":2.5},"1":{"a":null,"b":4.0}}""");

        Assert.Equal([1, 2.5, double.NaN, 4], table.Values.Numbers());
        Assert.Equal(["0", "1"], table.RowLabels);
        Assert.Equal(["a", "b"], table.ColumnLabels);
        Assert.Equal(
            [$"'{_folder["m.json"]}': its outer names count from 0 and are read as those of rows, as orient='index' writes them; write it with "
                + "orient='split' to tell them apart."],
            table.Remarks);
    }

    [Fact]
    public void A_text_that_people_read_as_a_number_is_told_from_any_other() =>
        Assert.Equal(
            $"'{_folder["m.json"]}', row 0, column 1: \"5%\" is not a number; write 5, or 0.05, without the sign.",
            Assert.Throws<AttnExtractException>(() => Read("""[[1, "5%"]]""")).Message);

    [Fact]
    public void Infinity_and_truth_are_numbers_and_text_stays_text()
    {
        Assert.Equal(
            [double.PositiveInfinity, double.NegativeInfinity, 1, 0], Read("[[Infinity, -Infinity], [true, false]]").Values.Numbers());
        Assert.Equal(["NaN", "\"Infinity"], Read("""{"columns":["NaN","\"Infinity"],"data":[[NaN,1]]}""").ColumnLabels);
        Assert.Equal(
            $"'{_folder["m.json"]}' is ragged: column 'b' has 1 number, and 'a' has 2; every column needs as many.",
            Assert.Throws<AttnExtractException>(() => Read("""{"a":[1,2],"b":[3]}""")).Message);
    }

    public void Dispose() => _folder.Dispose();

    private MatrixTable Read(string json)
    {
        File.WriteAllText(_folder["m.json"], json);
        return MatrixFile.Read(_folder["m.json"]);
    }
}
