using System.Globalization;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Render.Matrices;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Matrices.Tables;

/// <summary>Tables of megabytes, which are read in many pieces at once, are read as small ones are.</summary>
public sealed class LargeTableTests : IDisposable
{
    private const int Rows = 40_000;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(",", "\n")]
    [InlineData(";", "\r\n")]
    [InlineData("\t", "\n")]
    [InlineData(" ", "\n")]
    public void Every_number_is_the_nearest_double_in_its_place(string separator, string end)
    {
        Random random = new(7);
        string[][] fields = [.. Enumerable.Range(0, 10_000).Select(_ => Enumerable.Range(0, 7).Select(_ => Number(random)).ToArray())];
        string[][] all = [["a", "b", "c", "d", "e", "f", "g"], .. fields];
        string text = string.Join(end, all.Select(row => string.Join(separator, row)));

        MatrixTable table = MatrixFile.Read(Write("table.csv", text));

        Assert.Equal(["a", "b", "c", "d", "e", "f", "g"], table.ColumnLabels);
        Assert.Null(table.RowLabels);
        Assert.Equal(
            fields.SelectMany(row => row).Select(field => BitConverter.DoubleToInt64Bits(double.Parse(field, CultureInfo.InvariantCulture))),
            table.Values.Numbers().Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Rows_that_stand_within_quotation_marks_are_labels_wherever_a_piece_begins()
    {
        string inside = string.Join('\n', Enumerable.Repeat("9,9,9", 70_000));
        StringBuilder text = new(",x,y\n");
        for (int row = 0; row < 12; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"{row}\n{inside}\",{row},\n\n# a comment\n");
            text.Append(CultureInfo.InvariantCulture, $"plain {row},NaN,1e-3\n");
        }

        MatrixTable table = MatrixFile.Read(Write("table.csv", text.ToString()));

        Assert.Equal(24, table.Values.Rows);
        Assert.Equal(Enumerable.Range(0, 12).SelectMany(row => new[] { row, double.NaN, double.NaN, 0.001 }), table.Values.Numbers());
        Assert.Equal($"11 {inside.Replace('\n', ' ')}", table.RowLabels![22]);
        Assert.Equal("plain 11", table.RowLabels[23]);
    }

    [Theory]
    [InlineData("1,2,3", "'{0}' is ragged: line 40003 has 3 fields, and line 4 has 2; every row needs as many.")]
    [InlineData("1,two", "'{0}', line 40003, field 2: 'two' is not a number; leave the field empty where there is none.")]
    [InlineData(
        "two,1",
        "'{0}', line 40003, field 1: 'two' is not a number; leave the field empty where there is none, or give --index on if the first column labels rows.")]
    [InlineData("1,\"2", "'{0}' ends within quotation marks that were opened on line 40003.")]
    public void What_is_wrong_is_said_with_its_line(string line, string message)
    {
        string[] lines = [.. Enumerable.Repeat("0.125,0.25", Rows)];
        string path = Write("table.csv", string.Join('\n', ["\"a", "b\",c", "", .. lines[1..], line, .. lines]));

        Assert.Equal(
            string.Format(CultureInfo.InvariantCulture, message, path), Assert.Throws<AttnExtractException>(() => MatrixFile.Read(path)).Message);
    }

    [Fact]
    public void Commas_and_points_are_found_far_from_each_other()
    {
        string[] lines = [.. Enumerable.Repeat("10;20;30;40", Rows)];
        string path = Write("table.csv", string.Join('\n', ["1;2;3;4", .. lines, "0,5;2;3;4", .. lines, "0.5;2;3;4", .. lines]));

        Assert.Equal(
            $"'{path}' has decimal commas ('0,5' on line 40002) and points ('0.5' on line 80003); write one of them.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(path)).Message);
    }

    [Fact]
    public void Whole_numbers_that_double_precision_rounds_are_kept_with_their_places()
    {
        string[] lines = [.. Enumerable.Repeat("0.125,0.25", Rows)];

        MatrixTable table = MatrixFile.Read(Write("table.csv", string.Join('\n', ["a,b", .. lines, "0.5,9007199254740993", .. lines])));

        Assert.Equal([new((2 * Rows) + 1, 9007199254740993)], table.Values.Rounded);
    }

    public void Dispose() => _folder.Dispose();

    // As programs write them: short, long, with exponents, and so that digits end at every place of a word.
    private static string Number(Random random)
    {
        double number = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 9));
        return random.Next(6) switch
        {
            0 => number.ToString("R", CultureInfo.InvariantCulture),
            1 => number.ToString("E" + random.Next(19), CultureInfo.InvariantCulture),
            2 => random.NextInt64(1L << random.Next(1, 63)).ToString(CultureInfo.InvariantCulture),
            3 => "+" + Math.Abs(number).ToString("F" + random.Next(12), CultureInfo.InvariantCulture),
            _ => number.ToString("F" + random.Next(18), CultureInfo.InvariantCulture),
        };
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
