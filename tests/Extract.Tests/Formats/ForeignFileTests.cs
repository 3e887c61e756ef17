using System.IO.Compression;
using System.Text;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Formats;

/// <summary>Files that have the right format but were written by another program, or changed by one.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private const string NoRecord =
        "holds no record: it has no 'record', where AttnExtract keeps the text, the tokens and where the numbers come from.";

    private readonly TemporaryFolder _folder = new();

    private string NpzPath => _folder["run.npz"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_refuses_a_safetensors_file_without_a_record()
    {
        string path = _folder["model.safetensors"];
        SafetensorsWriter writer = new();
        writer.Add("w", [1], new float[1]);
        AtomicFile.Write(path, writer.WriteTo);

        Refuses(path, $"'{path}' {NoRecord}");
    }

    [Fact]
    public void Open_refuses_a_record_that_is_not_JSON()
    {
        string path = _folder["model.safetensors"];
        SafetensorsWriter writer = new();
        writer.AddMetadata("record", "{");
        AtomicFile.Write(path, writer.WriteTo);

        Refuses(path, $"The 'record' of '{path}' is not valid JSON: the mistake is on line 1, byte 2.");
    }

    [Fact]
    public void Open_refuses_an_npz_file_without_a_record()
    {
        Zip(("w.npy", Npy([1], [1])));
        Refuses(NpzPath, $"'{NpzPath}' {NoRecord}");
    }

    [Fact]
    public void Open_refuses_an_npz_file_whose_record_is_no_text()
    {
        Zip(("record.npy", Npy([1], [1])));
        Refuses(NpzPath, $"'record.npy' of '{NpzPath}' must be one text, but has type '<f4' and 1 values.");
    }

    [Fact]
    public void Open_refuses_an_npz_file_with_another_kind_of_member()
    {
        Zip(Record, ("notes.txt", "hello"u8.ToArray()));
        Refuses(NpzPath, $"'{NpzPath}' is damaged: its member 'notes.txt' is no .npy array.");

        Zip(Record, ("embed.out.npy", "hello, this is no array"u8.ToArray()));
        Refuses(NpzPath, $"'embed.out.npy' of '{NpzPath}' is not an .npy array of version 1, 2 or 3.");

        Zip(Record, ("embed.out.npy", Npy([1, 2], [1, 2])), ("embed.out.npy", Npy([1, 2], [1, 2])));
        Refuses(NpzPath, $"'{NpzPath}' is damaged: it has 'embed.out' twice.");
    }

    [Fact]
    public void Open_refuses_an_npz_file_that_would_fill_the_memory()
    {
        Zip(Record, ("embed.out.npy", new byte[1000]));
        byte[] zip = File.ReadAllBytes(NpzPath);

        // The size before compression, in the directory's entry for the last member.
        int entry = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(entry + 24), 1_900_000_000);
        File.WriteAllBytes(NpzPath, zip);

        Refuses(
            NpzPath,
            $"'embed.out.npy' of '{NpzPath}' is damaged: it claims 1900000000 bytes, compressed into 1000, in a file of {zip.Length}.");
    }

    [Fact]
    public void Open_reads_numbers_of_other_types_and_compressed_members()
    {
        byte[] header = Npy([1, 2], [0.5f, 2])[..^8];
        "<f8"u8.CopyTo(header.AsSpan(header.AsSpan().IndexOf("<f4"u8)));
        byte[] doubles = [.. header, .. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(2.0)];
        Zip(CompressionLevel.Optimal, Record, ("embed.out.npy", doubles));

        AttentionRecord record = AttentionRecord.Open(NpzPath);

        Assert.Equal([0.5f, 2], record.Sites.Single().Value.Values.ToArray());
    }

    [Fact]
    public void Open_refuses_what_is_no_zip_file()
    {
        _folder.Write("run.npz", Encoding.ASCII.GetBytes("not a zip file at all"));
        Refuses(NpzPath, $"'{NpzPath}' is not an npz file, or is damaged: End of Central Directory record could not be found.");
    }

    private static (string Name, byte[] Bytes) Record
    {
        get
        {
            using MemoryStream stream = new();
            NpyArray.Write(stream, RecordMetadata.ToJson(RecordSamples.Small));
            return ("record.npy", stream.ToArray());
        }
    }

    private static void Refuses(string path, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => AttentionRecord.Open(path)).Message);

    private static byte[] Npy(long[] shape, float[] values)
    {
        using MemoryStream stream = new();
        NpyArray.Write(stream, shape, values);
        return stream.ToArray();
    }

    private void Zip(params (string Name, byte[] Bytes)[] members) => Zip(CompressionLevel.NoCompression, members);

    private void Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] members)
    {
        using ZipArchive zip = new(File.Create(NpzPath), ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in members)
        {
            using Stream member = zip.CreateEntry(name, level).Open();
            member.Write(bytes);
        }
    }
}
