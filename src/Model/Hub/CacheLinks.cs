using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>
/// Holds that the links of a snapshot lead to blobs of the same model and nowhere else, so that no cache, whoever filled it, makes
/// the program read another file. The model's folder itself and what lies above may be links: that is how people move a cache.
/// </summary>
internal static class CacheLinks
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <param name="folder">The model's folder in the cache.</param>
    /// <param name="snapshot">The snapshot in it, which need not exist.</param>
    /// <exception cref="AttnExtractException">A link leads elsewhere.</exception>
    public static void RequireInside(string folder, string snapshot)
    {
        string blobs = Path.Combine(folder, "blobs");
        DirectoryInfo last = new(snapshot);
        foreach (DirectoryInfo entry in (DirectoryInfo[])[new(blobs), last.Parent!, last])
        {
            if (entry.LinkTarget is { } target)
            {
                throw new AttnExtractException(HubMessages.LeadsOut(entry.FullName, target));
            }
        }

        if (Directory.Exists(snapshot))
        {
            RequireInside(new DirectoryInfo(snapshot), blobs);
        }
    }

    private static void RequireInside(DirectoryInfo folder, string blobs)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", Everything))
        {
            if (entry.LinkTarget is { } target)
            {
                if (!LeadsToBlob(folder.FullName, target, blobs))
                {
                    throw new AttnExtractException(HubMessages.LeadsOut(entry.FullName, target));
                }
            }
            else if (entry is DirectoryInfo inner)
            {
                RequireInside(inner, blobs);
            }
        }
    }

    private static bool LeadsToBlob(string folder, string target, string blobs)
    {
        if (Path.IsPathRooted(target))
        {
            return false;
        }

        FileInfo blob = new(Path.GetFullPath(Path.Combine(folder, target)));
        return blob.DirectoryName == Path.GetFullPath(blobs) && blob.LinkTarget is null && !Directory.Exists(blob.FullName);
    }
}
