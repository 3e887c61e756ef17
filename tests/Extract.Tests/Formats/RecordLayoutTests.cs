using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Formats;

/// <summary>Reads saved files as another program would, with none of our own readers.</summary>
public sealed class RecordLayoutTests : IDisposable
{
    private const string Pattern = "layers.1.attention.pattern";

    private readonly TemporaryFolder _folder = new();

    private static ReadOnlySpan<byte> PatternBytes => MemoryMarshal.AsBytes(RecordSamples.Small.Pattern(1).Values.Span);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_safetensors_file_has_the_arrays_under_their_hook_names_and_the_rest_in_its_metadata()
    {
        byte[] file = Save("run.safetensors");
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        JsonElement header = JsonDocument.Parse(file.AsMemory(8, headerLength)).RootElement;
        JsonElement pattern = header.GetProperty(Pattern);
        int begin = pattern.GetProperty("data_offsets")[0].GetInt32();

        Assert.Equal(["__metadata__", "embed.out", Pattern], header.EnumerateObject().Select(property => property.Name));
        Assert.Equal("F32", pattern.GetProperty("dtype").GetString());
        Assert.Equal("[1,2,2,2]", pattern.GetProperty("shape").GetRawText());
        Assert.Equal(PatternBytes.ToArray(), file.AsSpan(8 + headerLength + begin, PatternBytes.Length).ToArray());
        AssertRecord(JsonDocument.Parse(header.GetProperty("__metadata__").GetProperty("record").GetString()!).RootElement);
    }

    [Fact]
    public void An_npz_file_has_the_arrays_as_members_and_the_rest_as_a_text()
    {
        using ZipArchive zip = new(new MemoryStream(Save("run.npz")));
        byte[] pattern = Member(zip, $"{Pattern}.npy");
        byte[] record = Member(zip, "record.npy");

        Assert.Equal(["record.npy", "embed.out.npy", $"{Pattern}.npy"], zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        Assert.Contains("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 2, 2), }", Encoding.ASCII.GetString(pattern));
        Assert.Equal(PatternBytes.ToArray(), pattern[128..]);
        AssertRecord(JsonDocument.Parse(Encoding.UTF32.GetString(record.AsSpan(128))).RootElement);
    }

    [Fact]
    public void A_json_file_has_a_row_on_a_line_and_numbers_that_come_back_exactly()
    {
        JsonElement root = JsonDocument.Parse(Save("run.json")).RootElement;

        Assert.Equal("[[[[0,0.125],[0.25,0.375]],[[0.5,0.625],[0.75,0.875]]]]", Compact(root.GetProperty("sites").GetProperty(Pattern)));
        Assert.Contains("\n          [0,0.125],\n", File.ReadAllText(_folder["run.json"]));
        AssertRecord(root.GetProperty("record"));
    }

    private static void AssertRecord(JsonElement record) => Assert.Equal(
        """
        {"version":1,"text":"Hi 猫","pair":"you","tokens":[
        {"id":101,"text":"[CLS]","start":0,"end":0,"sequence":null,"word":null,"type_id":0},
        {"id":7,"text":"##猫","start":3,"end":4,"sequence":0,"word":1,"type_id":1}],"heads":[0,2],
        "provenance":{"model":"Hi 猫","model_type":"bert","weights_sha256":"0123","layer_count":3,"head_count":3,
        "precision":"float64","truncated_tokens":3,"ablations":["layers.0.attention.z head 1 to zero"],"version":"0.1.0","torch":"2.10.0"}}
        """.ReplaceLineEndings(""),
        Compact(record));

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(
        json, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static byte[] Member(ZipArchive zip, string name)
    {
        using Stream stream = zip.GetEntry(name)!.Open();
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private byte[] Save(string name)
    {
        RecordSamples.Small.Save(_folder[name]);
        return File.ReadAllBytes(_folder[name]);
    }
}
