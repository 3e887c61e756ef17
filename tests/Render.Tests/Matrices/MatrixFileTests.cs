using System.IO.Compression;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Render.Matrices;

namespace AttnExtract.Render.Tests.Matrices;

public sealed class MatrixFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matrix").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1,2\n3,\n", null, null, "1 2 3 NaN")]
    [InlineData("a,b\r\n1,2\r\n-1e3,inf\r\n", null, "a b", "1 2 -1000 ∞")]
    [InlineData(",x,y\nr1,1,2\nr2,3,NaN\n\n", "r1 r2", "x y", "1 2 3 NaN")]
    [InlineData(",1949,1950\nJan,1,2\nFeb,3,4", "Jan Feb", "1949 1950", "1 2 3 4")]
    [InlineData("Jan,1,2\nFeb,3,4", "Jan Feb", null, "1 2 3 4")]
    [InlineData("x,y\nr1,1,2\nr2,3,4\n", "r1 r2", "x y", "1 2 3 4")]
    [InlineData("\"a, \"\"b\"\"\nc\",d\n1,2\n", null, "a,\"b\" c d", "1 2")]
    [InlineData("5", null, null, "5")]
    public void Headers_of_a_csv_become_labels(string text, string? rows, string? columns, string values)
    {
        MatrixTable table = MatrixFile.Read(Write("m.csv", text));

        Assert.Equal(rows, table.RowLabels is null ? null : string.Join(" ", table.RowLabels));
        string? found = table.ColumnLabels is null ? null : string.Join(" ", table.ColumnLabels);
        Assert.Equal(columns, found?.Replace(" \"", "\"").Replace("\n", ""));
        string numbers = string.Join(" ", table.Values.Numbers().Select(number => FormattableString.Invariant($"{number}")));
        Assert.Equal(values, numbers.Replace("Infinity", "∞"));
    }

    [Fact]
    public void Tsv_json_npy_and_npz_hold_matrices_too()
    {
        byte[] npy = Npy([2, 2], [1, 2, 3, 4]);
        File.WriteAllBytes(Path.Combine(_folder, "m.npy"), npy);
        using (ZipArchive archive = ZipFile.Open(Path.Combine(_folder, "m.npz"), ZipArchiveMode.Create))
        {
            using Stream first = archive.CreateEntry("a.npy").Open();
            first.Write(npy);
        }

        Assert.Equal([1, 2, 3, 4], MatrixFile.Read(Write("m.tsv", "1\t2\n3\t4")).Values.Numbers());
        Assert.Equal([1, double.NaN, 3, 4], MatrixFile.Read(Write("m.json", "[[1, null], [3, 4]]")).Values.Numbers());
        Assert.Equal([1, 2, 3, 4], MatrixFile.Read(Path.Combine(_folder, "m.npy")).Values.Numbers());
        Assert.Equal([1, 2, 3, 4], MatrixFile.Read(Path.Combine(_folder, "m.npz")).Values.Numbers());
        Assert.Equal(
            $"'{Path.Combine(_folder, "m.npz")}' holds no array 'b'. Did you mean 'a'? It holds a.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(Path.Combine(_folder, "m.npz"), new() { Array = "b" })).Message);
    }

    [Fact]
    public void An_array_of_more_axes_is_refused()
    {
        string path = Path.Combine(_folder, "cube.npy");
        File.WriteAllBytes(path, Npy([2, 2, 1], [1, 2, 3, 4]));

        Assert.Equal(
            $"'{path}' has the shape [2, 2, 1]; a heatmap needs rows and columns: choose a part of it with --index 0.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(path)).Message);
    }

    [Theory]
    [InlineData("m.csv", "1,2\n3\n", "'{0}' is ragged: line 1 has 2 fields, and line 2 has 1; every row needs as many.")]
    [InlineData("m.csv", "1,2\n3,4\n5,6,7\n", "'{0}' is ragged: line 3 has 3 fields, and line 2 has 2; every row needs as many.")]
    [InlineData("m.csv", "1,2\n3,four\n", "'{0}', line 2, field 2: 'four' is not a number; leave the field empty where there is none.")]
    [InlineData("m.csv", "1,2\n3,4\0\n", "'{0}', line 2, field 2: '4\\u0000' is not a number; leave the field empty where there is none.")]
    [InlineData("m.csv", "\n", "'{0}' is empty; write one line of numbers for each row.")]
    [InlineData("m.csv", "a,b\n", "'{0}' holds no numbers, only 'a, b'.")]
    [InlineData("m.csv", "a)b\n479t2", "'{0}' holds no numbers, only 'a)b, 479t2'.")]
    [InlineData("m.csv", "1,\"2\n3", "'{0}' ends within quotation marks that were opened on line 1.")]
    [InlineData("m.json", "[[1], [2, 3]]", "'{0}' is ragged: row 1 has 2 numbers, and row 0 has 1; every row needs as many.")]
    [InlineData("m.json", "[[1, \"x\"]]", "'{0}', row 0, column 1: \"x\" is not a number; write null where there is none.")]
    [InlineData("m.json", "[[1, \"\\uD800\"]]", "'{0}' is not valid JSON: a text in it is not Unicode.")]
    [InlineData("m.json", "[{\"a\\uD800\": 1}]", "'{0}' is not valid JSON: a text in it is not Unicode.")]
    [InlineData("m.json", "{}", "'{0}' is not a matrix; write a list of rows of numbers, such as [[1, 2], [3, null]].")]
    [InlineData(
        "m.tsw", "1",
        "'{0}' is not a file that a matrix can be read from; the extensions known are .csv, .tsv, .txt, .dat, .json, .npy, .npz. Did you mean '.tsv'?")]
    public void Bad_files_end_in_one_sentence(string name, string text, string expected)
    {
        string path = Write(name, text);

        Assert.Equal(string.Format(expected, path), Assert.Throws<AttnExtractException>(() => MatrixFile.Read(path)).Message);
    }

    [Theory]
    [InlineData("1,2\n3,\"2\"5\n", 2, 2, "\"2\"5")]
    [InlineData("1,2\n3,\"\"2\n", 2, 2, "\"\"2")]
    [InlineData("1,2\n3,\"2\".5 \n", 2, 2, "\"2\".5 ")]
    [InlineData("1,2\n\"-\"3,4\n", 2, 1, "\"-\"3")]
    [InlineData("\"2\"5,2\n3,4\n", 1, 1, "\"2\"5")]
    [InlineData("\"2\"5 2\n3 4\n", 1, 1, "\"2\"5")]
    [InlineData("1;2\n3;\"2\",5\n", 2, 2, "\"2\",5")]
    [InlineData("1,2\n3,\"\"nan\n", 2, 2, "\"\"nan")]
    public void No_number_is_joined_of_what_stands_within_quotation_marks_and_behind_them(string text, int line, int field, string raw)
    {
        string path = Write("m.csv", text);

        Assert.Equal(
            $"'{path}', line {line}, field {field}: in {raw} something follows the closing quotation mark; write the whole number within "
            + "quotation marks, or without any.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(path)).Message);
    }

    [Fact]
    public void Blanks_behind_quotation_marks_are_none_and_labels_are_read_as_pandas_reads_them()
    {
        MatrixTable table = MatrixFile.Read(Write("m.csv", ",\"a\"b,\"c\" \n\"r\"1,\"2\" ,\"\"\t\n5\"2,3,\"4\"\n"));

        Assert.Equal(["ab", "c"], table.ColumnLabels!);
        Assert.Equal(["r1", "5\"2"], table.RowLabels!);
        Assert.Equal([2, double.NaN, 3, 4], table.Values.Numbers());
        Assert.Equal(
            "'{0}', line 2, field 2: '2\"5' is not a number; leave the field empty where there is none.".Replace("{0}", Path.Combine(_folder, "n.csv")),
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(Write("n.csv", "1,2\n3,2\"5\n"))).Message);
    }

    [Fact]
    public void A_missing_file_and_an_empty_matrix_are_named()
    {
        Assert.Equal("There is no file 'none.csv'.", Assert.Throws<AttnExtractException>(() => MatrixFile.Read("none.csv")).Message);
        Assert.Equal(
            "The matrix is empty: 0 rows of 0 columns; a heatmap needs at least one cell.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(Write("m.json", "[]")).ToFigure()).Message);
        Assert.Equal(
            "The matrix is empty: 1 rows of 0 columns; a heatmap needs at least one cell.",
            Assert.Throws<AttnExtractException>(() => MatrixFile.Read(Write("m.json", "[{}]")).ToFigure()).Message);
    }

    private static byte[] Npy(long[] shape, float[] values)
    {
        using MemoryStream stream = new();
        NpyArray.Write(stream, shape, values);
        return stream.ToArray();
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
