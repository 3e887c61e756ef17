using System.Text.Json;
using System.Text.Json.Nodes;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Norms;
using AttnExtract.Render.Words;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Makers;

/// <summary>Limits, colours, texts and their colours as seaborn.heatmap draws them.</summary>
public sealed class HeatmapReferenceTests
{
    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string file in Files())
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            for (int i = 0; i < document.RootElement.GetProperty("cases").GetArrayLength(); i++)
            {
                cases.Add(Path.GetFileName(file), i);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_heatmap_is_seaborns(string file, int index)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("heatmap", file)));
        JsonElement expected = document.RootElement.GetProperty("cases")[index];

        PanelReport drawn = Assert.Single(ToFigure(expected).Report());

        AssertClose(expected.GetProperty("vmin").GetDouble(), drawn.Vmin);
        AssertClose(expected.GetProperty("vmax").GetDouble(), drawn.Vmax);
        Assert.Equal(Cells(expected.GetProperty("cells")), drawn.Cells);
        Assert.Equal(HeatmapTexts.Of(expected).AsArray().Select(text => Text(text!)), drawn.Texts);
    }

    [Fact]
    public void The_report_in_json_has_the_fields_of_the_reference()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Files()[0]));
        JsonElement expected = document.RootElement.GetProperty("cases").EnumerateArray()
            .MaxBy(one => one.GetProperty("texts").GetArrayLength());
        using MemoryStream stream = new();

        ToFigure(expected).WriteReport(stream);

        using JsonDocument report = JsonDocument.Parse(stream.ToArray());
        foreach (string field in (string[])["vmin", "vmax", "cells"])
        {
            Assert.True(JsonElement.DeepEquals(expected.GetProperty(field), report.RootElement.GetProperty(field)), field);
        }

        Assert.True(JsonNode.DeepEquals(HeatmapTexts.Of(expected), JsonSerializer.SerializeToNode(report.RootElement.GetProperty("texts"))), "texts");
    }

    [Fact]
    public void Text_on_a_cell_without_a_colour_is_dark()
    {
        Figure figure = new()
        {
            Panels = [new(0, 0, "", new Matrix(1, 2, new double[] { 0, 1 }))],
            Scale = new() { Norm = new() { Kind = "log" }, Vmin = 0.1, Vmax = 1 },
            Annotation = new(),
        };

        PanelReport drawn = Assert.Single(figure.Report());

        Assert.Equal(0, drawn.Cells[0]!.Value.A);
        Assert.Equal(Rgba.Ink, drawn.Texts[0].Color);
    }

    private static string[] Files() =>
    [
        .. Directory.GetFiles(Path.GetDirectoryName(ReferenceData.FileAt("heatmap", "cases.json"))!, "*.json")
            .Order(StringComparer.Ordinal),
    ];

    private static Figure ToFigure(JsonElement reference)
    {
        JsonElement options = reference.GetProperty("options");
        JsonElement norm = reference.GetProperty("norm");
        bool isAnnotated = options.TryGetProperty("annot", out JsonElement annotation) && annotation.GetBoolean();
        return new()
        {
            Panels = [new(0, 0, "", Values(reference))],
            Scale = new()
            {
                Colormap = options.TryGetProperty("cmap", out JsonElement map) ? ToColormap(map) : null,
                Vmin = Number(options, "vmin") ?? Number(norm, "vmin"),
                Vmax = Number(options, "vmax") ?? Number(norm, "vmax"),
                Center = Number(options, "center"),
                Robust = options.TryGetProperty("robust", out JsonElement robust) && robust.GetBoolean(),
                Norm = ToNorm(norm),
            },
            Annotation = !isAnnotated ? null
                : options.TryGetProperty("fmt", out JsonElement format) ? new() { Format = NumberFormat.Parse(format.GetString()!) }
                : new(),
        };
    }

    private static Colormap ToColormap(JsonElement map) =>
        map.ValueKind == JsonValueKind.String
            ? Colormaps.Get(map.GetString()!)
            : Colormaps.Get(string.Join(",", map.EnumerateArray().Select(color => color.GetString())));

    internal static NormOptions ToNorm(JsonElement norm) =>
        norm.ValueKind == JsonValueKind.Null
            ? NormOptions.Linear
            : new()
            {
                Kind = norm.GetProperty("kind").GetString()!,
                Gamma = Number(norm, "gamma") ?? 1,
                Linthresh = Number(norm, "linthresh"),
                Linscale = Number(norm, "linscale") ?? 1,
                LinearWidth = Number(norm, "linear_width") ?? 1,
                Vcenter = Number(norm, "vcenter") ?? 0,
                Halfrange = Number(norm, "halfrange"),
                Boundaries = norm.TryGetProperty("boundaries", out JsonElement edges)
                    ? [.. edges.EnumerateArray().Select(edge => edge.GetDouble())]
                    : [],
                ColorCount = (int?)Number(norm, "ncolors"),
            };

    private static Matrix Values(JsonElement reference)
    {
        double[][] rows = [.. reference.GetProperty("data").EnumerateArray().Select(row =>
            row.EnumerateArray().Select(cell => cell.ValueKind == JsonValueKind.Null ? double.NaN : cell.GetDouble()).ToArray())];
        Matrix values = new(rows.Length, rows[0].Length, rows.SelectMany(row => row).ToArray());
        JsonElement mask = reference.GetProperty("mask");
        return mask.ValueKind == JsonValueKind.Null
            ? values
            : values.Masked(new Matrix(values.Rows, values.Columns, mask.EnumerateArray()
                .SelectMany(row => row.EnumerateArray()).Select(cell => cell.GetDouble()).ToArray()));
    }

    private static IEnumerable<Rgba?> Cells(JsonElement cells) =>
        cells.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(cell =>
            cell.ValueKind == JsonValueKind.Null
                ? (Rgba?)null
                : new Rgba((byte)cell[0].GetInt32(), (byte)cell[1].GetInt32(), (byte)cell[2].GetInt32(), (byte)cell[3].GetInt32()));

    private static CellText Text(JsonNode text) =>
        new(
            text["row"]!.GetValue<int>(),
            text["col"]!.GetValue<int>(),
            text["text"]!.GetValue<string>(),
            Rgba.Parse(text["colour"]!.GetValue<string>()));

    private static double? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out JsonElement number)
        && number.ValueKind == JsonValueKind.Number
            ? number.GetDouble()
            : null;

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-12 * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");
}
