namespace AttnExtract.Ground;

/// <summary>A file for what does not fit into memory; it has no name where the system can do that, and goes with the process, however that ends.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly string? _path;

    /// <summary>Makes one.</summary>
    /// <param name="folder">The folder whose disk it takes room on; null for where the system keeps passing files.</param>
    /// <exception cref="AttnExtractException">It cannot be made.</exception>
    public ScratchFile(string? folder = null)
    {
        folder ??= Path.GetTempPath();
        try
        {
            if (LinuxFile.CreateNameless(folder) is { } nameless)
            {
                Content = new FileStream(nameless, FileAccess.ReadWrite);
            }
            else
            {
                (_path, Content) = UnfinishedFiles.Begin(folder, path => new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Full(exception);
        }
    }

    /// <summary>What is written and read; it can seek.</summary>
    public FileStream Content { get; }

    /// <summary>Adds to its end.</summary>
    /// <exception cref="AttnExtractException">There is no room for it.</exception>
    public void Append(Stream source)
    {
        Explaining(() =>
        {
            long end = Content.Seek(0, SeekOrigin.End);
            source.CopyTo(Content);
            Content.Flush();
            return end;
        });
    }

    /// <summary>Opens it once more for reading, from its beginning.</summary>
    public FileStream Reopen() =>
        new(_path ?? LinuxFile.PathOf(Content.SafeFileHandle), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>Does something with such a file.</summary>
    /// <exception cref="AttnExtractException">There is no room for what is written.</exception>
    public static T Explaining<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (IOException exception)
        {
            throw Full(exception);
        }
    }

    /// <summary>What is said where there is no room.</summary>
    public static AttnExtractException Full(Exception exception) => new(
        $"What is computed cannot be kept in '{Path.GetTempPath()}' meanwhile: "
        + $"{(Directory.Exists(Path.GetTempPath()) ? InputFile.Reason(exception) : "there is no such folder")}; let TMPDIR name a folder with room.",
        exception);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Content.Dispose();
        }
        catch (IOException)
        {
            // What did not fit on the disk was said when it was written.
        }

        if (_path is not null)
        {
            UnfinishedFiles.Drop(_path);
        }
    }
}
