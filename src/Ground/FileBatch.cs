namespace AttnExtract.Ground;

/// <summary>
/// Files that belong together. Each is written aside, and when all are whole they take their places: where one fails, none is there that was not
/// there before. What keeps nothing, a device or a named pipe, is written to last, before anything takes its place.
/// </summary>
public sealed class FileBatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<FileDraft> _begun = [];
    private readonly List<(string Path, string Target, FileDraft Draft)> _drafts = [];
    private readonly List<Action> _streams = [];
    private readonly List<string> _madeFolders = [];
    private bool _isPlaced;

    /// <summary>Writes a file aside. Several may be written at a time.</summary>
    /// <param name="path">The file, new or to be replaced; links are followed. Its folder must exist.</param>
    /// <param name="write">Writes the content. The stream can seek, and is closed afterwards.</param>
    /// <exception cref="AttnExtractException">The file cannot be written there; the message says why.</exception>
    public void Add(string path, Action<Stream> write)
    {
        string target = AtomicFile.Target(path);
        if (LinuxFile.IsStream(target))
        {
            Add(write, whole => AtomicFile.Explaining(path, target, () => AtomicFile.WriteThrough(target, whole)));
            return;
        }

        AtomicFile.Explaining(path, target, () =>
        {
            FileDraft draft = Write(Path.GetDirectoryName(target)!, write);
            lock (_gate)
            {
                _drafts.Add((path, target, draft));
            }
        });
    }

    /// <summary>Writes a file aside whose name is known only when others are written too.</summary>
    /// <param name="beside">A file in the folder that it will be in.</param>
    /// <param name="write">Writes the content. The stream can seek, and is closed afterwards.</param>
    /// <returns>Gives it the path that it will have.</returns>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public Action<string> AddUnnamed(string beside, Action<Stream> write)
    {
        FileDraft draft = Write(Path.GetDirectoryName(AtomicFile.Target(beside))!, write);
        return path =>
        {
            lock (_gate)
            {
                _drafts.Add((path, AtomicFile.Target(path), draft));
            }
        };
    }

    /// <summary>Prepares what is sent on, to standard output for instance.</summary>
    /// <param name="write">Writes the content. The stream can seek.</param>
    /// <param name="send">Sends it on.</param>
    public void Add(Action<Stream> write, Action<MemoryStream> send)
    {
        // Some formats go back in what they have written, and a rename would put a plain file in the place of a device.
        MemoryStream whole = new();
        write(whole);
        lock (_gate)
        {
            _streams.Add(() => send(whole));
        }
    }

    /// <summary>Makes a folder for files of the batch, where there is none; with them it goes.</summary>
    /// <exception cref="AttnExtractException">It cannot be made; the message says why.</exception>
    public void MakeFolder(string folder)
    {
        try
        {
            for (string? above = Path.GetFullPath(folder); above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
            {
                _madeFolders.Add(above);
            }

            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException($"The folder '{folder}' cannot be made: {InputFile.Reason(exception)}. Choose another folder.", exception);
        }
    }

    /// <summary>Puts every file in its place.</summary>
    /// <exception cref="AttnExtractException">One cannot be put there; the message says why.</exception>
    public void Place()
    {
        foreach (Action stream in _streams)
        {
            stream();
        }

        foreach ((string path, string target, FileDraft draft) in _drafts)
        {
            AtomicFile.Explaining(path, target, () => draft.Place(target));
        }

        _isPlaced = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileDraft draft in _begun)
        {
            draft.Dispose();
        }

        foreach (string folder in _isPlaced ? [] : _madeFolders)
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private FileDraft Write(string folder, Action<Stream> write)
    {
        FileDraft draft = new(folder);
        lock (_gate)
        {
            _begun.Add(draft);
        }

        write(draft.Content);

        // What does not fit on the disk is said here, while nothing has its place yet.
        draft.Content.Dispose();
        return draft;
    }
}
