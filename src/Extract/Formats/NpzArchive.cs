using System.IO.Compression;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>NumPy's .npz of arrays beside one text that says what they are; the same content gives the same bytes.</summary>
internal static class NpzArchive
{
    private const string MemberExtension = ".npy";

    // Deflate cannot shrink by more; a member that claims more would only fill the memory.
    private const long MaxCompression = 1032;

    // The earliest time that a ZIP file can tell: the same record must give the same bytes.
    private static readonly DateTimeOffset MemberTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes an archive.</summary>
    /// <param name="stream">Written from where it stands, which must be its beginning.</param>
    /// <param name="name">What the text is called.</param>
    /// <param name="text">The text.</param>
    /// <param name="arrays">The arrays by name, each with the shape that it is to have.</param>
    /// <param name="precision">How much of every number is kept.</param>
    public static void Write(
        Stream stream, string name, string text, IEnumerable<(string Name, long[] Shape, ReadOnlyMemory<float> Values)> arrays,
        RecordPrecision precision = RecordPrecision.Float32)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (Stream member = Create(zip, name))
        {
            NpyArray.Write(member, text);
        }

        foreach ((string array, long[] shape, ReadOnlyMemory<float> values) in arrays)
        {
            using Stream member = Create(zip, array);
            NpyArray.Write(member, shape, values.Span, precision);
        }
    }

    /// <summary>Reads an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the text is called.</param>
    /// <param name="read">Gets the text, or null where there is none, and the arrays, which are read as they are taken.</param>
    /// <exception cref="AttnExtractException">The file is missing, damaged or no such archive.</exception>
    public static T Read<T>(string path, string name, Func<string?, IEnumerable<KeyValuePair<string, DenseArray>>, T> read)
    {
        using FileStream stream = InputFile.Open(path);
        try
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Read);
            ZipArchiveEntry? member = zip.GetEntry(name + MemberExtension);
            string? text = member is null ? null : Read(member, stream.Length, path).ToText();
            return read(text, Arrays(zip, name, stream.Length, path));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new AttnExtractException($"'{path}' is not an npz file, or is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>One array of an archive.</summary>
    /// <exception cref="AttnExtractException">It claims to be larger than the file can hold, or is no array.</exception>
    public static NpyArray Read(ZipArchiveEntry member, long fileLength, string path)
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

    private static Stream Create(ZipArchive zip, string name)
    {
        // Stored, as numpy.savez does: attention weights hardly shrink.
        ZipArchiveEntry member = zip.CreateEntry(name + MemberExtension, CompressionLevel.NoCompression);
        member.LastWriteTime = MemberTime;
        return member.Open();
    }

    private static IEnumerable<KeyValuePair<string, DenseArray>> Arrays(ZipArchive zip, string text, long fileLength, string path)
    {
        HashSet<string> seen = new([text], StringComparer.Ordinal);
        foreach (ZipArchiveEntry member in zip.Entries.Where(member => member.FullName != text + MemberExtension))
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
}
