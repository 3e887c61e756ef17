namespace AttnExtract.Ground;

/// <summary>
/// Writes files and folders aside and renames them: whoever looks finds the old file or the whole new one, never half of it, whatever
/// happens while it is written.
/// </summary>
public static class AtomicFile
{
    private static readonly Lock Renaming = new();
    private static readonly HashSet<string> Unfinished = [];

    /// <summary>Writes a file, or leaves everything as it was.</summary>
    /// <param name="path">The file, new or to be replaced; a link is followed. Its folder must exist.</param>
    /// <param name="write">Writes the content. The stream can seek, and is closed afterwards.</param>
    /// <exception cref="AttnExtractException">The file cannot be written there; the message says why.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        // A device is written to, never replaced: a rename would put a plain file in its place.
        if (IsDevice(path))
        {
            Explaining(path, () =>
            {
                using FileStream device = Create(path, FileMode.Open);
                write(device);
            });
            return;
        }

        RequireFolder(path);
        Explaining(path, () => WriteAside(Target(path), write));
    }

    /// <summary>Refuses, before the work that would fill it, a file that cannot be written. Nothing is changed.</summary>
    /// <param name="path">The file, new or to be replaced.</param>
    /// <exception cref="AttnExtractException">The file cannot be written there; the message says why.</exception>
    public static void RequireWritable(string path)
    {
        if (!IsDevice(path))
        {
            RequireFolder(path);
            Explaining(path, () => Create(Aside(Target(path)), FileMode.CreateNew, FileOptions.DeleteOnClose).Dispose());
        }
    }

    /// <summary>
    /// Takes away every file that is half-written, for a program that is about to be ended from outside. From then on no file
    /// is finished: whoever tries waits for the end.
    /// </summary>
    public static void Abandon()
    {
        Renaming.Enter();
        foreach (string aside in Unfinished)
        {
            Delete(aside);
        }
    }

    /// <summary>Writes a folder, or leaves everything as it was.</summary>
    /// <param name="path">The folder: new, or there and empty. The folder that it is in must exist.</param>
    /// <param name="write">Fills a folder, whose path it is given.</param>
    /// <exception cref="AttnExtractException">The folder cannot be written; the message says why.</exception>
    public static void WriteFolder(string path, Action<string> write)
    {
        RequireFreeFolder(path);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Explaining(path, () => WriteAside(
            target,
            aside => Directory.CreateDirectory(aside).FullName,
            write,
            aside =>
            {
                if (Directory.Exists(target))
                {
                    Directory.Delete(target);
                }

                Directory.Move(aside, target);
            }));
    }

    /// <summary>Refuses, before the work that would fill it, a folder that cannot be made or already holds something.</summary>
    /// <param name="path">The folder, there or not.</param>
    /// <exception cref="AttnExtractException">It cannot be filled; the message says why.</exception>
    public static void RequireFreeFolder(string path)
    {
        if (path.Length == 0)
        {
            throw new AttnExtractException("The name of the folder to write is empty.");
        }

        if (File.Exists(path))
        {
            throw new AttnExtractException($"'{path}' cannot be written: it is a file; give the name of a new folder.");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new AttnExtractException($"'{path}' cannot be written: the folder is there and not empty; give the name of a new one.");
        }

        string? parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path));
        if (!string.IsNullOrEmpty(parent) && !Directory.Exists(parent))
        {
            throw new AttnExtractException($"'{path}' cannot be written: there is no folder '{parent}'; make it first.");
        }
    }

    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal);

    private static void RequireFolder(string path)
    {
        if (path.Length == 0)
        {
            throw new AttnExtractException("The name of the file to write is empty.");
        }

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

    // In the same folder, so that the rename does not cross file systems.
    private static string Aside(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".attn-{Path.GetRandomFileName()}.tmp");

    private static void WriteAside(string target, Action<Stream> write) => WriteAside(
        target,
        aside => Create(aside, FileMode.CreateNew),
        stream =>
        {
            using (stream)
            {
                write(stream);
            }
        },
        aside => File.Move(aside, target, overwrite: true));

    private static void WriteAside<T>(string target, Func<string, T> begin, Action<T> write, Action<string> rename)
    {
        string aside = Aside(target);
        try
        {
            write(Begin(aside, begin));
            lock (Renaming)
            {
                rename(aside);
                Unfinished.Remove(aside);
            }
        }
        catch
        {
            lock (Renaming)
            {
                Delete(aside);
                Unfinished.Remove(aside);
            }

            throw;
        }
    }

    private static T Begin<T>(string aside, Func<string, T> begin)
    {
        lock (Renaming)
        {
            T begun = begin(aside);
            Unfinished.Add(aside);
            return begun;
        }
    }

    // Deleting what is not there is no error.
    private static void Delete(string aside)
    {
        if (Directory.Exists(aside))
        {
            Directory.Delete(aside, recursive: true);
        }
        else
        {
            File.Delete(aside);
        }
    }

    private static FileStream Create(string path, FileMode mode, FileOptions options = FileOptions.None) =>
        new(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16, options);

    private static void Explaining(string path, Action action)
    {
        try
        {
            action();
        }
        catch (FileNotFoundException exception)
        {
            throw new AttnExtractException($"'{path}' cannot be written: its folder takes no new files.", exception);
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
