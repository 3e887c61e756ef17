using System.Collections.Immutable;
using System.IO.Compression;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// A record as NumPy's .npz: <c>numpy.load(path)["layers.3.attention.pattern"]</c>, and the rest with
/// <c>json.loads(numpy.load(path)["record"].item())</c>.
/// </summary>
public sealed class NpzRecordFormat : RecordFormat
{
    private const string MemberExtension = ".npy";

    // Deflate cannot shrink by more; a member that claims more would only fill the memory.
    private const long MaxCompression = 1032;

    // The earliest time that a ZIP file can tell: the same record must give the same bytes.
    private static readonly DateTimeOffset MemberTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override string Name => "npz";

    /// <inheritdoc/>
    public override ImmutableArray<string> Extensions { get; } = [".npz"];

    /// <inheritdoc/>
    public override string Description => "NumPy's own, for numpy.load";

    /// <inheritdoc/>
    public override void Write(AttentionRecord record, Stream stream)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (Stream member = Create(zip, RecordMetadata.Name))
        {
            NpyArray.Write(member, RecordMetadata.ToJson(record));
        }

        foreach ((HookName name, DenseArray array) in record.Sites)
        {
            using Stream member = Create(zip, $"{name}");
            NpyArray.Write(member, RecordParts.WithBatch(array), array.Values.Span);
        }
    }

    /// <inheritdoc/>
    public override AttentionRecord Read(string path)
    {
        using FileStream stream = InputFile.Open(path);
        try
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Read);
            ZipArchiveEntry? member = zip.GetEntry(RecordMetadata.Name + MemberExtension);
            string? document = member is null ? null : Read(member, stream.Length, path).ToText();
            return RecordMetadata.Parse(document, path).Join(Arrays(zip, stream.Length, path), path);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new AttnExtractException($"'{path}' is not an npz file, or is damaged: {exception.Message}", exception);
        }
    }

    private static Stream Create(ZipArchive zip, string name)
    {
        // Stored, as numpy.savez does: attention weights hardly shrink.
        ZipArchiveEntry member = zip.CreateEntry(name + MemberExtension, CompressionLevel.NoCompression);
        member.LastWriteTime = MemberTime;
        return member.Open();
    }

    private static IEnumerable<KeyValuePair<string, DenseArray>> Arrays(ZipArchive zip, long fileLength, string path)
    {
        HashSet<string> seen = new([RecordMetadata.Name], StringComparer.Ordinal);
        foreach (ZipArchiveEntry member in zip.Entries.Where(member => member.FullName != RecordMetadata.Name + MemberExtension))
        {
            string name = member.FullName.EndsWith(MemberExtension, StringComparison.Ordinal)
                ? member.FullName[..^MemberExtension.Length]
                : throw new AttnExtractException($"'{path}' is damaged: its member '{member.FullName}' is no {MemberExtension} array.");
            if (!seen.Add(name))
            {
                throw new AttnExtractException($"'{path}' is damaged: it has '{name}' twice.");
            }

            NpyArray array = Read(member, fileLength, path);
            yield return new(name, new DenseArray(array.ToSingles(), array.Shape.AsSpan()));
        }
    }

    /// <summary>One array of an archive.</summary>
    /// <exception cref="AttnExtractException">It claims to be larger than the file can hold, or is no array.</exception>
    internal static NpyArray Read(ZipArchiveEntry member, long fileLength, string path)
    {
        string what = $"'{member.FullName}' of '{path}'";
        if (member.CompressedLength > fileLength || member.Length > member.CompressedLength * MaxCompression)
        {
            throw new AttnExtractException(
                $"{what} is damaged: it claims {member.Length} bytes, compressed into {member.CompressedLength}, in a file of "
                + $"{fileLength}.");
        }

        using Stream stream = member.Open();
        return NpyArray.Read(stream, member.Length, what);
    }
}
