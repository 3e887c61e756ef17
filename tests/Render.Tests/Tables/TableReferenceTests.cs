using System.Text.Json;
using AttnExtract.Render.Matrices;
using AttnExtract.Render.Words;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Tables;

/// <summary>
/// Small tables as people have them, read without a word said of them, against what pandas.read_csv and seaborn.heatmap make of them when told
/// how they are written. tables.json is written by make.py beside it and names the versions.
/// </summary>
public sealed class TableReferenceTests : IDisposable
{
    private const double Rounding = 1e-15;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names() => [.. Stored(cases => cases.Select(one => one.GetProperty("name").GetString()!).ToArray())];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void A_table_is_read_and_drawn_as_pandas_and_seaborn_do(string name) => Stored(cases =>
    {
        JsonElement expected = cases.Single(one => one.GetProperty("name").GetString() == name);
        string path = _folder[$"table{expected.GetProperty("extension").GetString()}"];
        File.WriteAllText(path, expected.GetProperty("text").GetString());

        MatrixTable table = MatrixFile.Read(path);
        PanelReport drawn = Assert.Single(table.ToFigure().Report());

        Assert.Equal(Texts(expected.GetProperty("rows")), table.RowLabels);
        Assert.Equal(Texts(expected.GetProperty("columns")), table.ColumnLabels);
        Assert.Equal(
            expected.GetProperty("values").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(Number),
            table.Values.Numbers());
        Assert.Equal(expected.GetProperty("vmin").GetDouble(), drawn.Vmin, Rounding);
        Assert.Equal(expected.GetProperty("vmax").GetDouble(), drawn.Vmax, Rounding);
        Assert.Equal(
            expected.GetProperty("cells").EnumerateArray().Select(Color),
            drawn.Cells.Select(cell => cell is { } color ? (color.R, color.G, color.B) : ((byte, byte, byte)?)null));
        return true;
    });

    [Fact]
    public void There_are_sixty_of_them_and_no_name_twice()
    {
        TheoryData<string> names = Names();

        Assert.True(names.Count >= 60);
        Assert.Equal(names.Count, names.Select(name => name.Data).Distinct().Count());
    }

    public void Dispose() => _folder.Dispose();

    private static T Stored<T>(Func<IEnumerable<JsonElement>, T> read)
    {
        using JsonDocument stored = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(ReferenceData.RepositoryRoot, "tests", "Render.Tests", "Tables", "tables.json")));
        return read(stored.RootElement.GetProperty("cases").EnumerateArray());
    }

    private static string[]? Texts(JsonElement labels) =>
        labels.ValueKind == JsonValueKind.Null ? null : [.. labels.EnumerateArray().Select(label => label.GetString()!)];

    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble();

    private static (byte, byte, byte)? Color(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Null ? null : (cell[0].GetByte(), cell[1].GetByte(), cell[2].GetByte());
}
