using System.Text.Json;
using AttnExtract.Render.Matrices;
using AttnExtract.Render.Words;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Matrices.Tables;

/// <summary>
/// Small tables as people have them, read without a word said of them, against what pandas.read_csv and seaborn.heatmap make of them when told
/// how they are written. make.py beside this asks them, where a Python has them; tables.json is what it wrote, and names the versions.
/// </summary>
public sealed class TableReferenceTests : IDisposable
{
    private const double Rounding = 1e-15;

    private static readonly string Folder = Path.Combine(ReferenceData.RepositoryRoot, "tests", "Render.Tests", "Matrices", "Tables");

    private static readonly JsonElement Stored = Parse(File.ReadAllText(Path.Combine(Folder, "tables.json")));

    // Null where there is no Python with pandas and seaborn.
    private static readonly Lazy<JsonElement?> Made = new(() => DebianPython.With("pandas", "seaborn") is { } python
        ? Parse(DebianPython.Run(python, [Path.Combine(Folder, "make.py")], Folder)!.Value.Output)
        : null);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names() => [.. Cases(Stored).Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void A_table_is_read_and_drawn_as_pandas_and_seaborn_do(string name)
    {
        Check(Stored, name);
        if (Made.Value is { } made)
        {
            Check(made, name);
        }
    }

    [Fact]
    public void There_are_sixty_of_them_and_no_name_twice()
    {
        TheoryData<string> names = Names();

        Assert.True(names.Count >= 60);
        Assert.Equal(names.Count, names.Select(name => name.Data).Distinct().Count());
    }

    [Fact]
    public void What_is_stored_names_its_makers_and_every_table_that_they_are_asked_for()
    {
        Assert.Equal(["python", "pandas", "seaborn", "matplotlib"], Stored.GetProperty("made").EnumerateObject().Select(made => made.Name));
        Assert.Equal(
            Names().Select(name => name.Data), Cases(Made.Value ?? Stored).Select(one => one.GetProperty("name").GetString()!));
    }

    public void Dispose() => _folder.Dispose();

    private void Check(JsonElement reference, string name)
    {
        JsonElement expected = Cases(reference).Single(one => one.GetProperty("name").GetString() == name);
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
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static JsonElement.ArrayEnumerator Cases(JsonElement reference) => reference.GetProperty("cases").EnumerateArray();

    private static string[]? Texts(JsonElement labels) =>
        labels.ValueKind == JsonValueKind.Null ? null : [.. labels.EnumerateArray().Select(label => label.GetString()!)];

    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble();

    private static (byte, byte, byte)? Color(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Null ? null : (cell[0].GetByte(), cell[1].GetByte(), cell[2].GetByte());
}
