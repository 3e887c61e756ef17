namespace AttnExtract.Ground;

/// <summary>A folder that is being written: its files, none of which is to be seen before all are there.</summary>
public sealed class FolderDraft : IDisposable
{
    private readonly string _parent;
    private readonly Dictionary<string, FileDraft> _files = [];

    internal FolderDraft(string parent) => _parent = parent;

    /// <summary>Writes one of its files; of two with the same name the later counts.</summary>
    /// <param name="name">The file's path within the folder.</param>
    /// <param name="write">Writes the content. The stream can seek.</param>
    public void Write(string name, Action<Stream> write)
    {
        if (_files.Remove(name, out FileDraft? older))
        {
            older.Dispose();
        }

        FileDraft file = new(_parent);
        _files.Add(name, file);
        write(file.Content);
        file.Content.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileDraft file in _files.Values)
        {
            file.Dispose();
        }
    }

    /// <summary>Puts it in its place: where nothing is, or an empty folder.</summary>
    internal void Place(string path)
    {
        // Whoever took it away meanwhile does not want it back.
        if (!Directory.Exists(_parent))
        {
            throw new DirectoryNotFoundException();
        }

        (string aside, _) = UnfinishedFiles.Begin(_parent, Directory.CreateDirectory);
        try
        {
            foreach ((string name, FileDraft file) in _files)
            {
                string place = Path.Join(aside, name);
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                file.Place(place);
            }

            UnfinishedFiles.Finish(aside, () =>
            {
                if (Directory.Exists(path))
                {
                    Directory.Delete(path);
                }

                Directory.Move(aside, path);
            });
        }
        catch
        {
            UnfinishedFiles.Drop(aside);
            throw;
        }
    }
}
