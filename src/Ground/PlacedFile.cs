namespace AttnExtract.Ground;

/// <summary>
/// A file that is read here and there, and only where it is asked for. It is not mapped into memory: where another program makes a mapped file
/// shorter, or its disk fails, the process ends without a word.
/// </summary>
internal sealed class PlacedFile : IDisposable
{
    private readonly FileStream _stream;

    private PlacedFile(string path)
    {
        Path = path;
        _stream = InputFile.Open(path);
        Length = _stream.Length;
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>How many bytes the file had when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a file, and reads nothing yet.</summary>
    /// <exception cref="AttnExtractException">There is no such file, or it cannot be read.</exception>
    public static PlacedFile Open(string path) => new(path);

    /// <summary>Some of the bytes.</summary>
    /// <exception cref="AttnExtractException">They cannot be read, or are not there any more.</exception>
    public byte[] Slice(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(count);
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>Reads the bytes that lie at a place.</summary>
    /// <exception cref="AttnExtractException">They cannot be read, or are not there any more.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                int count = RandomAccess.Read(_stream.SafeFileHandle, bytes, offset);
                if (count == 0)
                {
                    throw new AttnExtractException($"'{Path}' {WholeFile.BecameShorter} Try again when it is whole.");
                }

                bytes = bytes[count..];
                offset += count;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(Path, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
