using AttnExtract.Model;

namespace AttnExtract.Extract;

/// <summary>
/// Writes files aside and renames them: whoever looks finds the old file or the whole new one, never half of it, whatever
/// happens while it is written.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file, or leaves everything as it was.</summary>
    /// <param name="path">The file, new or to be replaced; a link is followed. Its folder must exist.</param>
    /// <param name="write">Writes the content. The stream can seek, and is closed afterwards.</param>
    /// <exception cref="AttnExtractException">The file cannot be written there; the message says why.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (path.Length == 0)
        {
            throw new AttnExtractException("The name of the file to write is empty.");
        }

        // A device is written to, never replaced: a rename would put a plain file in its place.
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            Explaining(path, () => WriteTo(path, FileMode.Open, write));
            return;
        }

        RequireFolder(path);
        Explaining(path, () => WriteAside(Target(path), write));
    }

    private static void RequireFolder(string path)
    {
        if (Directory.Exists(path))
        {
            throw new AttnExtractException($"'{path}' cannot be written: it is a folder; give the name of a file in it.");
        }

        string? folder = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
        {
            throw new AttnExtractException(File.Exists(folder)
                ? $"'{path}' cannot be written: '{folder}' is a file, not a folder."
                : $"'{path}' cannot be written: there is no folder '{folder}'; make it first.");
        }
    }

    // Renaming onto a link would replace the link; what is meant is the file it leads to.
    private static string Target(string path)
    {
        bool isLink = new FileInfo(path).LinkTarget is not null;
        return Path.GetFullPath(isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : path);
    }

    private static void WriteAside(string target, Action<Stream> write)
    {
        // In the same folder, so that the rename does not cross file systems.
        string aside = Path.Combine(Path.GetDirectoryName(target)!, $".attn-{Path.GetRandomFileName()}.tmp");
        try
        {
            WriteTo(aside, FileMode.CreateNew, write);
            File.Move(aside, target, overwrite: true);
        }
        catch
        {
            // Deleting what is not there is no error.
            File.Delete(aside);
            throw;
        }
    }

    private static void WriteTo(string path, FileMode mode, Action<Stream> write)
    {
        using FileStream stream = new(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        write(stream);
    }

    private static void Explaining(string path, Action action)
    {
        try
        {
            action();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new AttnExtractException($"'{path}' cannot be written: permission denied.", exception);
        }
        catch (IOException exception)
        {
            throw new AttnExtractException($"'{path}' cannot be written: {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}
