using System.Text.Json;
using AttnExtract.Model.Weights;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

public sealed class HeadsCommandTests : IDisposable
{
    private const string Prefix = "statistics/";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Statistics_and_divergences_agree_with_Python()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "minilm.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "minilm.safetensors"));
        File.WriteAllLines(
            _folder["texts.txt"], description.RootElement.GetProperty("reference_texts").EnumerateArray().Select(text => text.GetString()!));

        CliRun run = CliRun.Of("heads", _folder["texts.txt"], "--json", "--quiet").Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        string[] keys = [.. expected.Tensors.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal))];
        Assert.NotEmpty(keys);
        foreach (string key in keys)
        {
            string name = key[Prefix.Length..];
            JsonElement actual = name == "js" ? result.RootElement.GetProperty(name) : result.RootElement.GetProperty("statistics").GetProperty(name);
            ReferenceArrays.AssertClose(expected.Tensors[key], actual, 1e-4, key);
        }
    }

    [Fact]
    public void An_empty_corpus_is_refused()
    {
        CliRun.Of("heads", _folder.Write("texts.txt", []))
            .FailedWith(1, "The corpus is empty; give a sentence or more, one a line.");
    }

    public void Dispose() => _folder.Dispose();
}
