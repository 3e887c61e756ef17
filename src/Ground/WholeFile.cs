using System.Text;

namespace AttnExtract.Ground;

/// <summary>
/// Reads files whole that may be anything: of a device, or of another program's pipe, the end may never come. What never ends is an
/// <see cref="IOException"/>, like everything else that keeps a file from being read.
/// </summary>
internal static class WholeFile
{
    /// <summary>More than any file holds that is read whole: the largest tokenizers have tens of megabytes.</summary>
    public const int MostBytes = 1 << 29;

    private const int PieceBytes = 1 << 17;

    /// <summary>More than any line of a text.</summary>
    public const int MostCharacters = 1 << 26;

    /// <summary>What is said of a file whose end another program took away meanwhile.</summary>
    public const string BecameShorter = "became shorter while it was read.";

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It cannot be read, does not end, or ends before the end that it had.</exception>
    public static byte[] Bytes(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Bytes(file);
    }

    /// <summary>What is left of a stream.</summary>
    /// <exception cref="IOException">It cannot be read, does not end, or ends before the end that it had.</exception>
    public static byte[] Bytes(Stream file)
    {
        byte[] known = Known(file);
        List<byte[]> pieces = [known];
        long length = known.Length;
        while (Piece(file) is { Length: > 0 } piece)
        {
            length += piece.Length;
            if (length > MostBytes)
            {
                throw new IOException($"it goes on after {MostBytes >> 20} MB, which no such file does.");
            }

            pieces.Add(piece);
        }

        return pieces.Count == 1 ? known : Joined(pieces, (int)length);
    }

    // Half of what never ends would be copied at every doubling of one array, and twice the bound be held.
    private static byte[] Piece(Stream file)
    {
        byte[] piece = GC.AllocateUninitializedArray<byte>(PieceBytes);
        Array.Resize(ref piece, file.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false));
        return piece;
    }

    private static byte[] Joined(List<byte[]> pieces, int length)
    {
        byte[] all = GC.AllocateUninitializedArray<byte>(length);
        int at = 0;
        foreach (byte[] piece in pieces)
        {
            piece.CopyTo(all, at);
            at += piece.Length;
        }

        return all;
    }

    // As many bytes as a file says that it has; devices and pipes say none.
    private static byte[] Known(Stream file)
    {
        long length = file.CanSeek ? file.Length - file.Position : 0;
        byte[] known = GC.AllocateUninitializedArray<byte>(length is > 0 and <= MostBytes ? (int)length : 0);
        return file.ReadAtLeast(known, known.Length, throwOnEndOfStream: false) == known.Length ? known : throw new IOException($"it {BecameShorter}");
    }

    /// <summary>The text of a file in UTF-8, or in what its first bytes say.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">What UTF-8 that is none leads to.</param>
    /// <exception cref="IOException">It cannot be read, or does not end.</exception>
    public static StreamReader Text(string path, Encoding? encoding = null) => new(new MemoryStream(Bytes(path)), encoding ?? Encoding.UTF8);

    /// <summary>The lines of a file.</summary>
    /// <exception cref="IOException">It cannot be read, or does not end.</exception>
    public static string[] Lines(string path)
    {
        using StreamReader reader = Text(path);
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return [.. lines];
    }

    /// <summary>The next line of a text that may be longer than the memory; null at its end.</summary>
    /// <exception cref="IOException">It cannot be read, or the line does not end.</exception>
    public static string? Line(TextReader reader)
    {
        StringBuilder line = new();
        for (int next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next is '\n' or '\r')
            {
                if (next == '\r' && reader.Peek() == '\n')
                {
                    reader.Read();
                }

                return line.ToString();
            }

            if (line.Length == MostCharacters)
            {
                throw new IOException($"a line of it goes on after {MostCharacters >> 20} million characters.");
            }

            line.Append((char)next);
        }

        return line.Length > 0 ? line.ToString() : null;
    }
}
