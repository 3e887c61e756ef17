namespace AttnExtract.Ground;

/// <summary>Opens files that a user names, so that whatever is wrong with them is said in one sentence, the same everywhere.</summary>
public static class InputFile
{
    /// <summary>Opens a file for reading from its beginning, and can do that again where it is a pipe.</summary>
    /// <exception cref="AttnExtractException">There is no such file, it is a folder, or it cannot be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            if (path.Length == 0)
            {
                throw new AttnExtractException("The name of the file to read is empty; give one.");
            }

            // On Windows a folder would be reported as a matter of permission.
            if (Directory.Exists(path))
            {
                throw new AttnExtractException($"'{path}' is a folder; a file was expected.");
            }

            if (PipedFile.TryOpen(path) is { } kept)
            {
                return kept;
            }

            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return file.CanSeek ? file : PipedFile.Open(path, file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AttnExtractException($"There is no file '{path}'.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }

    /// <summary>Copies a file into another. What the other one cannot take is an <see cref="IOException"/> still.</summary>
    /// <exception cref="AttnExtractException">There is no such file, or it cannot be read.</exception>
    public static void Copy(string path, Stream target)
    {
        using FileStream source = Open(path);
        byte[] buffer = new byte[1 << 16];
        while (Read(path, source, buffer) is > 0 and int count)
        {
            target.Write(buffer, 0, count);
        }
    }

    /// <summary>A file that is there and cannot be read.</summary>
    internal static AttnExtractException Unreadable(string path, Exception exception) => new($"'{path}' cannot be read: {Reason(exception)}.", exception);

    /// <summary>Why a file cannot be read or written, without its name, which the sentence has already, and without the full stop.</summary>
    internal static string Reason(Exception exception) =>
        exception switch
        {
            UnauthorizedAccessException => "permission denied",

            // Of a gzip file whose bytes or sum are wrong .NET 10 says that its compression is not supported.
            InvalidDataException when exception.Message.Contains("unsupported compression method", StringComparison.Ordinal) => "it is damaged",
            _ => exception.Message.Split(" : '")[0].TrimEnd('.'),
        };

    private static int Read(string path, FileStream source, byte[] buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (IOException exception)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }
}
