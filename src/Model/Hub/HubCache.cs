using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>
/// What the cache holds of one model, laid out as huggingface_hub does (its file_download.py): <c>blobs</c> named by ETag,
/// <c>snapshots/COMMIT</c> of links to them, <c>refs</c> that say where branches and tags stood, and <c>.no_exist/COMMIT</c> of empty
/// files for what the repository is known not to have.
/// </summary>
internal sealed partial class HubCache
{
    /// <summary>What the folder of a model begins with.</summary>
    public const string Prefix = "models--";

    private const string SnapshotsFolder = "snapshots";

    private readonly string _folder;
    private readonly string _locks;
    private readonly bool _usesLinks;

    /// <summary>Looks at a model's part of the cache, which need not exist.</summary>
    public HubCache(HubSettings settings, HubName hub)
    {
        string name = $"{Prefix}{hub.Owner}--{hub.Name}";
        _folder = Path.Combine(settings.CacheFolder, name);
        _locks = Path.Combine(settings.CacheFolder, ".locks", name);
        _usesLinks = settings.UsesLinks;
    }

    /// <summary>The name of the model that a folder is a snapshot of, <c>owner/name@commit</c>; null for any other folder.</summary>
    public static string? NameOf(string folder)
    {
        DirectoryInfo snapshot = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return HubName.IsCommit(snapshot.Name)
            && snapshot.Parent is { Name: SnapshotsFolder, Parent.Name: { } model }
            && model.StartsWith(Prefix, StringComparison.Ordinal)
                ? $"{model[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal)}@{snapshot.Name}"
                : null;
    }

    /// <summary>The folder of one commit's files.</summary>
    public string Snapshot(string commit) => Path.Combine(_folder, SnapshotsFolder, commit);

    /// <summary>Where a commit's file is, or would be.</summary>
    public string FileOf(string commit, string file) => Path.Combine([Snapshot(commit), .. file.Split('/')]);

    /// <summary>Whether a commit's file is here.</summary>
    public bool Has(string commit, string file)
    {
        // To .NET a link exists even where what it leads to does not.
        FileInfo entry = new(FileOf(commit, file));
        return entry.LinkTarget is { } target ? File.Exists(Path.Combine(entry.DirectoryName!, target)) : entry.Exists;
    }

    /// <summary>Where the content with an ETag is, or would be.</summary>
    public string Blob(string etag) => Path.Combine(_folder, "blobs", etag);

    /// <summary>The commit that a revision stood for when the cache last heard of it; null if it never did.</summary>
    public string? CommitOf(string revision)
    {
        if (HubName.IsCommit(revision))
        {
            return revision;
        }

        string path = Ref(revision);
        if (CanBeNoted(revision) && File.Exists(path) && new FileInfo(path).Length < 100
            && File.ReadAllText(path).Trim() is var commit && HubName.IsCommit(commit))
        {
            return commit;
        }

        string snapshots = Path.Combine(_folder, SnapshotsFolder);
        string[] likely = PartOfCommit.IsMatch(revision) && Directory.Exists(snapshots)
            ? [.. InputFolder.Folders(snapshots, $"{revision}*").Select(path => Path.GetFileName(path)).Where(HubName.IsCommit)]
            : [];
        return likely.Length == 1 ? likely[0] : null;
    }

    /// <summary>Notes which commit a revision stands for.</summary>
    public void WriteRef(string revision, string commit)
    {
        string path = Ref(revision);
        if (revision == commit || !CanBeNoted(revision) || (File.Exists(path) && File.ReadAllText(path) == commit))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string aside = $"{path}.{Path.GetRandomFileName()}.tmp";
        File.WriteAllText(aside, commit);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Whether a commit is known not to have a file.</summary>
    public bool IsKnownAbsent(string commit, string file) => File.Exists(Absence(commit, file));

    /// <summary>Notes that a commit does not have a file; where that cannot be written it is only asked for again.</summary>
    public void NoteAbsence(string commit, string file)
    {
        string path = Absence(commit, file);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A note only.
        }
    }

    /// <summary>Keeps other programs, Python's too, from downloading the same content meanwhile.</summary>
    public Task<IDisposable> LockAsync(string etag, Action onWait, CancellationToken cancellation) =>
        LockFile.AcquireAsync(Path.Combine(_locks, $"{etag}.lock"), onWait, cancellation);

    /// <summary>Puts content in its place in a commit's snapshot.</summary>
    /// <param name="etag">The content, whose blob is there.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="file">The file's name in the repository.</param>
    /// <param name="isNew">Whether the blob was made just now, so that no other snapshot can need it.</param>
    public void Place(string etag, string commit, string file, bool isNew)
    {
        string path = FileOf(commit, file);
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Delete(path);
        if (_usesLinks)
        {
            try
            {
                File.CreateSymbolicLink(path, Path.GetRelativePath(folder, Blob(etag)));
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Windows makes links in developer mode only, and some file systems have none.
            }
        }

        if (isNew)
        {
            File.Move(Blob(etag), path);
        }
        else
        {
            string aside = $"{path}.{Path.GetRandomFileName()}.tmp";
            File.Copy(Blob(etag), aside);
            File.Move(aside, path);
        }
    }

    /// <summary>Refuses a snapshot that leads out of the cache.</summary>
    /// <exception cref="AttnExtractException">One of its links does.</exception>
    public void RequireInside(string commit) => CacheLinks.RequireInside(_folder, Snapshot(commit));

    // Windows would take some names of branches for a device, or for another branch's.
    private static bool CanBeNoted(string revision) => !OperatingSystem.IsWindows() || RepositoryPath.IsSafe(revision);

    private string Ref(string revision) => Path.Combine([_folder, "refs", .. revision.Split('/')]);

    private string Absence(string commit, string file) => Path.Combine([_folder, ".no_exist", commit, .. file.Split('/')]);

    [GeneratedRegex(@"^[0-9a-f]{7,39}\z")]
    private static partial Regex PartOfCommit { get; }
}
