using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What <c>attn heatmap --json</c> says was drawn, against seaborn.heatmap.</summary>
public sealed class HeatmapReferenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        string folder = Path.GetDirectoryName(ReferenceData.FileAt("heatmap", "cases.json"))!;
        foreach (string file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
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
        string[] mask = expected.GetProperty("mask") is { ValueKind: JsonValueKind.Array } hidden
            ? ["--mask", Write("mask.json", hidden)]
            : [];

        CliRun run = CliRun.Of(
            ["heatmap", Write("matrix.json", expected.GetProperty("data")), "--json", .. mask, .. OptionsOf(expected)]).Succeeded();

        using JsonDocument drawn = JsonDocument.Parse(run.Out);
        AssertClose(expected, drawn.RootElement, "vmin");
        AssertClose(expected, drawn.RootElement, "vmax");
        AssertSame(JsonSerializer.SerializeToNode(expected.GetProperty("cells")), "cells");
        AssertSame(HeatmapTexts.Of(expected), "texts");

        void AssertSame(JsonNode? wanted, string field) =>
            Assert.True(JsonNode.DeepEquals(wanted, JsonSerializer.SerializeToNode(drawn.RootElement.GetProperty(field))), field);
    }

    public void Dispose() => _folder.Dispose();

    // The reference names options as seaborn and matplotlib do, and so does the command line.
    private static IEnumerable<string> OptionsOf(JsonElement reference)
    {
        JsonElement norm = reference.GetProperty("norm");
        IEnumerable<JsonProperty> parameters = norm.ValueKind == JsonValueKind.Object ? norm.EnumerateObject() : [];
        foreach (JsonProperty option in reference.GetProperty("options").EnumerateObject().Concat(parameters))
        {
            string[] words = (option.Name, option.Value.ValueKind) switch
            {
                // Ticks and not colours depend on the logarithm's base.
                ("base", _) or (_, JsonValueKind.False or JsonValueKind.Null) => [],
                (_, JsonValueKind.True) => [$"--{option.Name}"],
                ("kind", _) => ["--norm", option.Value.GetString()!],
                (_, JsonValueKind.Array) => [Named(option), string.Join(',', option.Value.EnumerateArray())],
                _ => [Named(option), option.Value.ToString()],
            };
            foreach (string word in words)
            {
                yield return word;
            }
        }
    }

    private static string Named(JsonProperty option) => $"--{option.Name.Replace('_', '-')}";

    private string Write(string name, JsonElement json)
    {
        File.WriteAllText(_folder[name], json.GetRawText());
        return _folder[name];
    }

    private static void AssertClose(JsonElement expected, JsonElement drawn, string field)
    {
        double wanted = expected.GetProperty(field).GetDouble();
        double found = drawn.GetProperty(field).GetDouble();
        Assert.True(
            Math.Abs(wanted - found) <= 1e-12 * Math.Abs(wanted),
            string.Create(CultureInfo.InvariantCulture, $"{field}: expected {wanted:R}, got {found:R}"));
    }
}
