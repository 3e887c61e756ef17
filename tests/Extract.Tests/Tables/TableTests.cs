using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;
using AttnExtract.Testing;
using Parquet;
using Parquet.Schema;

namespace AttnExtract.Extract.Tests.Tables;

public sealed class TableTests
{
    private static readonly Table Sample = new(
        TableColumn.Of("name, or so", ["3.5=zero", "say \"no\""]), TableColumn.Of("layer", [3, 4]), TableColumn.Of("effect", [0.1, double.NaN]));

    [Fact]
    public void Csv_quotes_what_it_must_and_leaves_out_what_is_no_number() =>
        Assert.Equal("\"name, or so\",layer,effect\n3.5=zero,3,0.1\n\"say \"\"no\"\"\",4,\n", Encoding.UTF8.GetString(Written(".csv")));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49")]
    [InlineData("-")]
    [InlineData("@cat")]
    [InlineData("\t=1", "\t=1")]
    [InlineData("=\"a\",2", "\"=\"\"a\"\",2\"")]
    public void Csv_keeps_texts_as_they_are_and_numbers_numbers(string text, string? expected = null)
    {
        using MemoryStream stream = new();
        TableFormats.For("a.csv").Write(new Table(TableColumn.Of("token", [text]), TableColumn.Of("number", [-0.5])), stream);

        Assert.Equal($"token,number\n{expected ?? text},-0.5\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Json_is_a_list_of_objects()
    {
        using JsonDocument document = JsonDocument.Parse(Written(".json"));

        Assert.Equal(2, document.RootElement.GetArrayLength());
        Assert.Equal("say \"no\"", document.RootElement[1].GetProperty("name, or so").GetString());
        Assert.Equal(0.1, document.RootElement[0].GetProperty("effect").GetDouble());
        Assert.Equal(JsonValueKind.Null, document.RootElement[1].GetProperty("effect").ValueKind);
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".json")]
    public void A_table_in_parts_is_written_as_a_whole_one(string extension)
    {
        Table empty = new(TableColumn.Of("name, or so", Array.Empty<string>()), Whole("layer"), TableColumn.Of("effect", Array.Empty<double>()));
        Table[] parts = [Sample, empty, Sample];
        Table whole = new(
            TableColumn.Of("name, or so", [.. Sample.Columns[0].Texts, .. Sample.Columns[0].Texts]), Whole("layer", 3, 4, 3, 4),
            TableColumn.Of("effect", [.. Sample.Columns[2].Numbers, .. Sample.Columns[2].Numbers]));
        using MemoryStream inParts = new();
        using MemoryStream asOne = new();
        TableFormats.For("a" + extension).Write(parts, inParts);
        TableFormats.For("a" + extension).Write(whole, asOne);

        Assert.Equal(Encoding.UTF8.GetString(asOne.ToArray()), Encoding.UTF8.GetString(inParts.ToArray()));

        static TableColumn Whole(string name, params int[] numbers) => TableColumn.Of(name, numbers);
    }

    [Fact]
    public async Task A_part_is_a_row_group_and_one_that_lacks_a_number_decides_for_all()
    {
        Table[] parts = [new(TableColumn.Of("layer", (int?[])[1, 2])), new(TableColumn.Of("layer", (int?[])[3, null]))];
        using MemoryStream stream = new();
        TableFormats.For("a.parquet").Write(parts, stream);
        stream.Position = 0;
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        DataField field = Assert.Single(reader.Schema.GetDataFields());

        Assert.True(field.IsNullable);
        Assert.Equal(2, reader.RowGroupCount);
        int?[] numbers = new int?[4];
        for (int group = 0; group < 2; group++)
        {
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            await rows.ReadAsync<int>(field, numbers.AsMemory(2 * group, 2), null, TestContext.Current.CancellationToken);
        }

        Assert.Equal([1, 2, 3, null], numbers);
    }

    [Fact]
    public async Task Parquet_reads_back_with_types_and_nulls()
    {
        using MemoryStream stream = new(Written(".parquet"));
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        DataField[] fields = reader.Schema.GetDataFields();

        Assert.Equal(Sample.Columns.Select(column => column.Name), fields.Select(field => field.Name));
        Assert.Equal([typeof(int), typeof(double)], fields.Skip(1).Select(field => field.ClrType));
        (string?[] names, int[] layers, double?[] effects) = (new string?[2], new int[2], new double?[2]);
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(0);
        await rows.ReadAsync(fields[0], names.AsMemory(), null, TestContext.Current.CancellationToken);
        await rows.ReadAsync<int>(fields[1], layers.AsMemory(), null, TestContext.Current.CancellationToken);
        await rows.ReadAsync<double>(fields[2], effects.AsMemory(), null, TestContext.Current.CancellationToken);
        Assert.Equal(["3.5=zero", "say \"no\""], names);
        Assert.Equal([3, 4], layers);
        Assert.Equal([0.1, null], effects);
    }

    [Fact]
    public void The_extension_chooses_the_format_and_an_unknown_one_says_what_there_is()
    {
        using TemporaryFolder folder = new();
        Sample.Save(folder["a.csv"]);

        Assert.Equal(Written(".csv"), File.ReadAllBytes(folder["a.csv"]));
        Assert.Equal(
            "'a.xls' has no extension of a table; there are .csv, .json, .parquet.",
            Assert.Throws<AttnExtractException>(() => Sample.Save("a.xls")).Message);
    }

    [Fact]
    public void The_same_table_gives_the_same_bytes() =>
        Assert.All(TableFormats.All, format => Assert.Equal(Written(format.Extension), Written(format.Extension)));

    private static byte[] Written(string extension)
    {
        using MemoryStream stream = new();
        TableFormats.For("a" + extension).Write(Sample, stream);
        return stream.ToArray();
    }
}
