using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Formats;

/// <summary>
/// The least that another program must write to be read as a record. minimal-record.json holds the lines of docs/record-files.md and the file
/// that NumPy wrote when they were run.
/// </summary>
public sealed class MinimalRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_the_document_writes_is_a_record()
    {
        using JsonDocument stored = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(ReferenceData.RepositoryRoot, "tests", "Extract.Tests", "Formats", "minimal-record.json")));
        string document = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "record-files.md"));
        Assert.Contains($"```python\n{stored.RootElement.GetProperty("script").GetString()}```", document);
        File.WriteAllBytes(_folder["minimal.npz"], stored.RootElement.GetProperty("file").GetBytesFromBase64());

        AttentionRecord record = AttentionRecord.Open(_folder["minimal.npz"]);

        Assert.Equal([0, 1], record.Layers);
        Assert.Equal([0, 1, 2], record.Heads);
        Assert.Equal("Unlikely", record.Text);
        Assert.Equal([(0, 0, null), (0, 2, 0), (2, 8, 0), (8, 8, null)], record.Tokens.Select(token => (token.Start, token.End, token.Word)));
        Assert.Equal((2, 3, "minimal.npz"), (record.Provenance.LayerCount, record.Provenance.HeadCount, record.Provenance.Model));
        Assert.All(Enumerable.Range(0, 4), row => Assert.Equal(1, record.Pattern(1, 2)[row].Values.ToArray().Sum(), 1e-6));
    }

    [Theory]
    [InlineData("""{"version":1,"tokens":["a"]}""", "'record' has no 'text'.")]
    [InlineData("""{"version":1,"text":"a","tokens":["a",1]}""", "'record' has no 'pair'.")]
    public void Less_is_refused(string record, string what)
    {
        File.WriteAllText(_folder["r.json"], "{\"record\":" + record + ",\"sites\":{\"layers.0.attention.pattern\":[[[[1]]]]}}");

        Assert.Equal(
            $"'{_folder["r.json"]}' is damaged: {what}", Assert.Throws<AttnExtractException>(() => AttentionRecord.Open(_folder["r.json"])).Message);
    }

    public void Dispose() => _folder.Dispose();
}
