using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Extract.Tables;
using AttnExtract.Extract.Tests.Formats;
using AttnExtract.Extract.Vectors;
using AttnExtract.Testing;
using DuckDB.NET.Data;

namespace AttnExtract.Extract.Tests.Tables;

/// <summary>
/// Our files asked by DuckDB 1.5.6, which trusts the smallest and largest number that a Parquet file names: Parquet.Net 6.1.0 leaves NaN out
/// of them, and a file with NaN then answers <c>v &gt; 0.5</c> with too few rows. Ours has null instead.
/// </summary>
public sealed class ForeignQueryTests : IDisposable
{
    private static readonly ImmutableArray<double[]> Columns =
    [
        [0.1, double.NaN, 0.4], [double.NaN, 0.6, 0.9], [0.1, 0.1, double.NaN], [double.NaN, double.NaN], [-0.0], [0.0], [-0.0, double.NaN],
        [0.0, -0.0, 1], [-1, -0.0], [double.PositiveInfinity, 0.3], [double.NegativeInfinity, -0.3, 0.7],
        [double.PositiveInfinity, double.NegativeInfinity], [double.Epsilon, -double.Epsilon], [double.MaxValue, double.MinValue, 0.5],
    ];

    private static readonly ImmutableArray<double> Limits =
        [double.NegativeInfinity, -1, -0.3, -0.0, 0.0, 0.1, 0.5, 0.9, 1, double.MaxValue, double.PositiveInfinity, double.NaN];

    private static readonly ImmutableArray<(string Name, Func<double, double, bool> Holds)> Comparisons =
    [
        ("<", (value, limit) => value < limit || (double.IsNaN(limit) && double.IsFinite(value))), // to DuckDB, NaN is above all
        ("<=", (value, limit) => value <= limit || (double.IsNaN(limit) && double.IsFinite(value))),
        ("=", (value, limit) => value == limit),
        (">=", (value, limit) => value >= limit),
        (">", (value, limit) => value > limit),
        ("<>", (value, limit) => value != limit),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly DuckDBConnection _database = new("DataSource=:memory:");

    public static TheoryData<int> ColumnIndices { get; } = [.. Enumerable.Range(0, Columns.Length)];

    public static TheoryData<string> Extensions { get; } = [.. TableFormats.All.Select(format => format.Extension)];

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(ColumnIndices))]
    public void Every_comparison_finds_the_rows_that_it_should(int index)
    {
        double[] values = Columns[index];
        int[] whole = [.. values.Select((_, row) => row - 1)];
        string[] texts = [.. values.Select((_, row) => $"row {row}")];
        new Table(TableColumn.Of("name", texts), TableColumn.Of("place", whole), TableColumn.Of("v", values)).Save(_folder["t.parquet"]);

        foreach ((string name, Func<double, double, bool> holds) in Comparisons)
        {
            foreach (double limit in Limits)
            {
                Assert.Equal(
                    (name, limit, values.Count(value => double.IsFinite(value) && holds(value, limit))),
                    (name, limit, Count($"v {name} {Literal(limit)}")));
                Assert.Equal((name, limit, whole.Count(value => holds(value, limit))), (name, limit, Count($"place {name} {Literal(limit)}")));
            }
        }

        Assert.Equal(values.Count(value => !double.IsFinite(value)), Count("v IS NULL"));
        Assert.Equal(1, Count("name = 'row 0'"));

        int Count(string condition) => (int)Ask<long>($"SELECT count(*) FROM '{_folder["t.parquet"]}' WHERE {condition}");
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Every_format_has_one_word_for_no_number(string extension)
    {
        new Table(
            TableColumn.Of("place", [0, 1, 2, 3, 4]),
            TableColumn.Of("v", [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.5])).Save(_folder["t" + extension]);
        string file = _folder["t" + extension];

        Assert.Equal(3L, Ask<long>($"SELECT count(*) FROM '{file}' WHERE v IS NULL"));
        Assert.Equal("DOUBLE", Ask<string>($"SELECT typeof(v) FROM '{file}' WHERE place = 3"));
        Assert.Equal(1L, Ask<long>($"SELECT count(*) FROM '{file}' WHERE v = 0"));
    }

    [Fact]
    public void Vectors_have_null_for_what_is_no_number_and_keep_their_places()
    {
        float[] values = [0.25f, float.NaN, -0.0f, 0.75f, float.PositiveInfinity, 0.5f];
        TextVectors vectors = new()
        {
            Texts = [new("one"), new("two")],
            Values = new DenseArray(values, 2, 3),
            Pooling = "mean",
            Provenance = RecordSamples.Small.Provenance,
        };
        vectors.Save(_folder["v.parquet"]);
        string file = _folder["v.parquet"];

        Assert.Equal(
            "[0.25, NULL, -0.0], [0.75, NULL, 0.5]",
            Ask<string>($"SELECT string_agg(CAST(vector AS VARCHAR), ', ' ORDER BY text) FROM '{file}'"));
        Assert.Equal(1L, Ask<long>($"SELECT count(*) FROM '{file}' WHERE vector[1] > 0.5"));
        Assert.Equal(1L, Ask<long>($"SELECT count(*) FROM (SELECT unnest(vector) AS v FROM '{file}') WHERE v > 0.5"));
        Assert.Equal(2L, Ask<long>($"SELECT count(*) FROM (SELECT unnest(vector) AS v FROM '{file}') WHERE v IS NULL"));
    }

    private static string Literal(double value) => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";

    private T Ask<T>(string query)
    {
        if (_database.State != System.Data.ConnectionState.Open)
        {
            _database.Open();
        }

        using DuckDBCommand command = _database.CreateCommand();
        command.CommandText = query;
        return (T)command.ExecuteScalar()!;
    }
}
