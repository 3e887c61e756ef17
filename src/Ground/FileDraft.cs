using Microsoft.Win32.SafeHandles;

namespace AttnExtract.Ground;

/// <summary>
/// A file that is being written: where the system can do that without a name, so that nothing stays whatever ends the process; else
/// under a passing one.
/// </summary>
internal sealed class FileDraft : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly string _folder;
    private readonly SafeFileHandle? _nameless;
    private readonly string? _aside;

    /// <summary>Begins one.</summary>
    /// <param name="folder">The folder that the file will be in, or one on the same disk.</param>
    public FileDraft(string folder)
    {
        _folder = folder;
        _nameless = LinuxFile.CreateNameless(folder);
        if (_nameless is not null)
        {
            // Whoever writes may close the stream; the file must live until it has a name.
            Content = new FileStream(new SafeFileHandle(_nameless.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, BufferSize);
        }
        else
        {
            (_aside, Content) = UnfinishedFiles.Begin(
                folder, path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferSize));
        }
    }

    /// <summary>Where its content is written; it can seek.</summary>
    public FileStream Content { get; }

    /// <summary>Puts it in its place, where it takes that of an older file.</summary>
    public void Place(string path)
    {
        Content.Dispose();
        if (_aside is not null)
        {
            UnfinishedFiles.Finish(_aside, () => File.Move(_aside, path, overwrite: true));
        }
        else if (!UnfinishedFiles.Whole(() => LinuxFile.TryName(_nameless!, path)))
        {
            Replace(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Content.Dispose();
        }
        catch (IOException)
        {
            // What did not fit on the disk was said when it was written, and goes now.
        }

        _nameless?.Dispose();
        if (_aside is not null)
        {
            UnfinishedFiles.Drop(_aside);
        }
    }

    // A name that is borne already can be given to another file by renaming only.
    private void Replace(string path)
    {
        (string aside, _) = UnfinishedFiles.Begin(_folder, Name);
        try
        {
            UnfinishedFiles.Finish(aside, () => File.Move(aside, path, overwrite: true));
        }
        catch
        {
            UnfinishedFiles.Drop(aside);
            throw;
        }
    }

    private bool Name(string aside)
    {
        bool isNamed = LinuxFile.TryName(_nameless!, aside);
        if (!isNamed)
        {
            // A file system that makes nameless files and then names none.
            File.Copy(LinuxFile.PathOf(_nameless!), aside);
        }

        return isNamed;
    }
}
