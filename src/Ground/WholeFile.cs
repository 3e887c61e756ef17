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

    /// <summary>More than any line of a text.</summary>
    public const int MostCharacters = 1 << 26;

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It cannot be read, or does not end.</exception>
    public static byte[] Bytes(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Bytes(file);
    }

    /// <summary>What is left of a stream.</summary>
    /// <exception cref="IOException">It cannot be read, or does not end.</exception>
    public static byte[] Bytes(Stream file)
    {
        using MemoryStream whole = new(capacity: file.CanSeek && file.Length <= MostBytes ? (int)file.Length : 0);
        byte[] buffer = new byte[1 << 17];
        while (file.Read(buffer) is > 0 and int count)
        {
            if (whole.Length + count > MostBytes)
            {
                throw new IOException($"it goes on after {MostBytes >> 20} MB, which no such file does.");
            }

            whole.Write(buffer, 0, count);
        }

        return whole.Length == whole.Capacity ? whole.GetBuffer() : whole.ToArray();
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
