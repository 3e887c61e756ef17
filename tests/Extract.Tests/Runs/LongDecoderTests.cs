using System.Text.Json.Nodes;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>Long texts of decoders are computed some rows at a time, without what is hidden from all of them; the numbers are those of whole maps.</summary>
public sealed class LongDecoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("llama", Precision.Float64, 1e-6f)]
    [InlineData("mistral", Precision.Float64, 1e-6f)]
    [InlineData("gemma2", Precision.Float64, 1e-6f)]
    [InlineData("t5-full", Precision.Float64, 1e-6f)]
    [InlineData("llama", Precision.Float32, 2e-5f)]
    [InlineData("mistral", Precision.Float32, 2e-5f)]
    [InlineData("gemma2", Precision.Float32, 2e-5f)]
    [InlineData("t5-full", Precision.Float32, 2e-5f)]
    public void Rows_at_a_time_give_whole_maps(string name, Precision precision, float tolerance)
    {
        // A third block that is not full.
        string text = string.Join(' ', Enumerable.Repeat("a dog", 150));
        using PretrainedModel model = PretrainedModel.Load(WithRoom(name), precision);
        bool isSecond = model.Structure.Second is not null;
        TextPair read = isSecond ? new TextPair("A dog.") { Target = text } : new TextPair(text);
        CaptureOptions options = new() { Sites = ["attention.pattern", "attention.z", isSecond ? "decoder.final.out" : "final.out"] };
        AttentionRecord inRows = model.Capture([read], options)[0];
        AttentionRecord whole;
        using (model.Hooks.Attach("*attention.pattern", (_, _) => null))
        {
            whole = model.Capture([read], options)[0];
        }

        Assert.InRange((inRows.Target ?? inRows.Source).Tokens.Count, 257, 383);
        foreach ((AttentionRecord part, AttentionRecord expected) in inRows.Parts.Zip(whole.Parts))
        {
            Assert.NotEmpty(part.Sites);
            Assert.All(part.Sites, site => Assert.All(
                site.Value.Values.ToArray().Zip(expected[site.Key].Values.ToArray()), pair => Assert.Equal(pair.Second, pair.First, tolerance)));
        }
    }

    public void Dispose() => _folder.Dispose();

    private string WithRoom(string name)
    {
        string folder = Path.Combine(ReferenceData.OwnRoot, "families", name);
        foreach (string file in Directory.GetFiles(folder))
        {
            File.Copy(file, _folder[Path.GetFileName(file)]);
        }

        JsonNode config = JsonNode.Parse(File.ReadAllText(_folder["config.json"]))!;
        config["max_position_embeddings"] = 1024;
        File.WriteAllText(_folder["config.json"], config.ToJsonString());
        return _folder.Path;
    }
}
