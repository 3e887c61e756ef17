namespace AttnExtract.Ground;

/// <summary>
/// Writes files and folders aside and puts them in their place when they are whole: whoever looks finds the old file or the whole new one,
/// never half of it, whatever happens while it is written. What keeps nothing, a device or a named pipe, is written to.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file, or leaves everything as it was.</summary>
    /// <param name="path">The file, new or to be replaced; links are followed. Its folder must exist.</param>
    /// <param name="write">Writes the content. The stream can seek, and is closed afterwards.</param>
    /// <exception cref="AttnExtractException">The file cannot be written there; the message says why.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using FileBatch batch = new();
        batch.Add(path, write);
        batch.Place();
    }

    /// <summary>Refuses, before the work that would fill it, a file that cannot be written. Nothing is changed.</summary>
    /// <param name="path">The file, new or to be replaced.</param>
    /// <exception cref="AttnExtractException">The file cannot be written there; the message says why.</exception>
    public static void RequireWritable(string path)
    {
        string target = Target(path);
        if (!LinuxFile.IsStream(target))
        {
            Explaining(path, target, () => new FileDraft(Path.GetDirectoryName(target)!).Dispose());
        }
    }

    /// <summary>Whether a path leads to what takes bytes and keeps none: a device, a named pipe, a stream that is open already.</summary>
    /// <exception cref="AttnExtractException">Its links have no end.</exception>
    public static bool IsStream(string path) => path.Length > 0 && LinuxFile.IsStream(RealPath.Of(path));

    /// <summary>Whether a path leads to a terminal, as far as the system says.</summary>
    /// <exception cref="AttnExtractException">Its links have no end.</exception>
    public static bool IsTerminal(string path) => path.Length > 0 && LinuxFile.IsTerminal(RealPath.Of(path));

    /// <summary>
    /// Takes away every file that is half-written, for a program that is about to be ended from outside. From then on no file
    /// is finished: whoever tries waits for the end.
    /// </summary>
    public static void Abandon() => UnfinishedFiles.Abandon();

    /// <summary>Writes a folder, or leaves everything as it was.</summary>
    /// <param name="path">The folder: new, or there and empty. The folder that it is in must exist.</param>
    /// <param name="write">Writes its files.</param>
    /// <exception cref="AttnExtractException">The folder cannot be written; the message says why.</exception>
    public static void WriteFolder(string path, Action<FolderDraft> write)
    {
        RequireFreeFolder(path);
        string target = RealPath.Of(Path.TrimEndingDirectorySeparator(path));
        Explaining(path, target, () =>
        {
            using FolderDraft draft = new(Path.GetDirectoryName(target)!);
            write(draft);
            draft.Place(target);
        });
    }

    /// <summary>Refuses, before the work that would fill it, a folder that cannot be made or already holds something.</summary>
    /// <param name="path">The folder, there or not.</param>
    /// <exception cref="AttnExtractException">It cannot be filled; the message says why.</exception>
    public static void RequireFreeFolder(string path)
    {
        if (path.Length == 0)
        {
            throw new AttnExtractException("The name of the folder to write is empty; give one.");
        }

        string target = RealPath.Of(Path.TrimEndingDirectorySeparator(path));
        if (File.Exists(target))
        {
            throw new AttnExtractException($"'{path}' cannot be written: it is a file; give the name of a new folder.");
        }

        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new AttnExtractException($"'{path}' cannot be written: the folder is there and not empty; give the name of a new one.");
        }

        RequireFolder(path, target);
    }

    /// <summary>Where a file is written that is named so.</summary>
    internal static string Target(string path)
    {
        if (path.Length == 0)
        {
            throw new AttnExtractException("The name of the file to write is empty; give one.");
        }

        string target = RealPath.Of(path);
        if (Directory.Exists(target))
        {
            throw new AttnExtractException($"'{path}' cannot be written: it is a folder; give the name of a file in it.");
        }

        if (Path.EndsInDirectorySeparator(path))
        {
            throw new AttnExtractException(
                $"'{path}' cannot be written: it is the name of a folder, and there is none; make it first, and give the name of a file in it.");
        }

        RequireFolder(path, target);
        return target;
    }

    // Named as it was typed, unless a link leads elsewhere.
    private static void RequireFolder(string path, string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
        {
            string? typed = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path));
            string name = !string.IsNullOrEmpty(typed) && !Directory.Exists(typed) ? typed : folder;
            throw new AttnExtractException(File.Exists(folder)
                ? $"'{path}' cannot be written: '{name}' is a file, not a folder."
                : $"'{path}' cannot be written: there is no folder '{name}'; make it first.");
        }
    }

    /// <summary>Writes to what keeps nothing.</summary>
    internal static void WriteThrough(string path, MemoryStream whole)
    {
        FileMode mode = LinuxFile.IsDescriptor(path) ? FileMode.Append : FileMode.Open;
        using FileStream stream = new(path, mode, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length));
    }

    /// <summary>Says in one sentence why a file cannot be written.</summary>
    /// <param name="path">The file as it was named.</param>
    /// <param name="target">Where it is written.</param>
    /// <param name="action">Writes it.</param>
    internal static void Explaining(string path, string target, Action action)
    {
        try
        {
            action();
        }
        catch (IOException exception) when (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new AttnExtractException($"'{path}' cannot be written: its folder was taken away meanwhile; make it, and run again.", exception);
        }
        catch (FileNotFoundException exception)
        {
            throw new AttnExtractException($"'{path}' cannot be written: its folder takes no new files.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException($"'{path}' cannot be written: {InputFile.Reason(exception)}.", exception);
        }
    }
}
