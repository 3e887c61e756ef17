using System.Buffers;
using System.Text;
using System.Text.Unicode;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Reads a matrix from a file, in the format that its extension names.</summary>
public static class MatrixFile
{
    private static readonly (string Extension, char Separator)[] UsualSeparators =
        [(".csv", ','), (".tsv", '\t'), (".txt", DelimitedRows.WhiteSpace), (".dat", DelimitedRows.WhiteSpace)];

    private static readonly Registry<(string Extension, Func<Stream, string, MatrixChoices, MatrixTable> Read)> Formats = new(
        one => [one.Extension],
        (typed, didYouMean, known) => $"'{typed}' is not a file that a matrix can be read from; the extensions known are {known}.{didYouMean}",
        [
            .. UsualSeparators.Select(one => (one.Extension, (Func<Stream, string, MatrixChoices, MatrixTable>)(
                (file, path, choices) => ReadTable(file, one.Separator, path, choices)))),
            (".json", (file, path, _) => JsonMatrix.Read(TextOf(file, path), path)),
            (".npy", NumpyMatrix.ReadArray),
            (".npz", NumpyMatrix.ReadArchive),
        ])
    {
        AreExtensions = true,
    };

    /// <summary>The extensions of the formats that can be read, with the dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. Formats.Names];

    /// <summary>Reads a matrix.</summary>
    /// <param name="path">The file: a table as text (csv, tsv, txt, dat), json, npy, npz.</param>
    /// <param name="choices">What is said of the file; null to find everything out.</param>
    /// <exception cref="AttnExtractException">The file is not there, has an unknown extension, or is no matrix of numbers.</exception>
    public static MatrixTable Read(string path, MatrixChoices? choices = null)
    {
        Func<Stream, string, MatrixChoices, MatrixTable> read = Formats.Get(path).Read;
        return File.Exists(path)
            ? Reading(path, () =>
            {
                using FileStream file = File.OpenRead(path);
                return read(file, path, choices ?? MatrixChoices.Auto);
            })
            : throw new AttnExtractException($"There is no file '{path}'.");
    }

    /// <summary>Reads a matrix that another program sends, in the format that its first bytes show.</summary>
    /// <param name="stream">Is read to its end.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="choices">What is said of it; null to find everything out.</param>
    /// <exception cref="AttnExtractException">It cannot be read, or is no matrix of numbers.</exception>
    public static MatrixTable Read(Stream stream, string name, MatrixChoices? choices = null) => Reading(name, () =>
    {
        byte[] bytes = WholeFile.Bytes(stream);
        ReadOnlySpan<byte> start = Utf8Of(bytes).Span.TrimStart(" \t\r\n"u8);
        string extension = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]) ? ".npy"
            : bytes.AsSpan().StartsWith("PK"u8) ? ".npz"
            : start.StartsWith("["u8) || start.StartsWith("{"u8) ? ".json"
            : ".csv";
        return Formats.Get(extension).Read(new MemoryStream(bytes), name, choices ?? MatrixChoices.Auto);
    });

    /// <summary>The text of a table and what usually separates its fields; null where a file is of another format.</summary>
    internal static (ReadOnlyMemory<byte> Text, char Usual)? ReadText(string path)
    {
        int format = Array.FindIndex(UsualSeparators, one => path.EndsWith(one.Extension, StringComparison.OrdinalIgnoreCase));
        return format < 0 || !File.Exists(path) ? null : Reading(path, () =>
        {
            using FileStream file = File.OpenRead(path);
            return (TextOf(file, path), UsualSeparators[format].Separator);
        });
    }

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }

    private static MatrixTable ReadTable(Stream file, char separator, string path, MatrixChoices choices)
    {
        if (file is not FileStream { CanSeek: true, Length: >= PassingBytes.Least and <= WholeFile.MostBytes and long length } large)
        {
            return DelimitedText.Read(TextOf(file, path), separator, path, choices);
        }

        using IMemoryOwner<byte> bytes = PassingBytes.Of(large, (int)length);
        return DelimitedText.Read(TextOf(bytes.Memory, path), separator, path, choices);
    }

    private static ReadOnlyMemory<byte> TextOf(Stream file, string path) => TextOf(WholeFile.Bytes(file), path);

    private static ReadOnlyMemory<byte> TextOf(ReadOnlyMemory<byte> bytes, string path)
    {
        ReadOnlyMemory<byte> text = Utf8Of(bytes);
        return Utf8.IsValid(text.Span) ? text : throw new AttnExtractException($"'{path}' is not UTF-8 text; save it as UTF-8.");
    }

    // Bytes in UTF-8 stay where they are; its mark goes, and what another mark names is converted.
    private static ReadOnlyMemory<byte> Utf8Of(ReadOnlyMemory<byte> bytes) => bytes.Span switch
    {
        [0xEF, 0xBB, 0xBF, ..] => bytes[3..],
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..] =>
            Encoding.UTF8.GetBytes(new StreamReader(new MemoryStream(bytes.ToArray())).ReadToEnd()),
        _ => bytes,
    };
}
