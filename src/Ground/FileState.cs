namespace AttnExtract.Ground;

/// <summary>What tells of a file, without reading it, that nobody has changed or replaced it.</summary>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Changed">When its content changed last, in nanoseconds since a moment that is always the same.</param>
/// <param name="Device">Where it lies; 0 where that is not known.</param>
/// <param name="Inode">Which file it is there; 0 where that is not known.</param>
internal readonly record struct FileState(long Size, long Changed, ulong Device, ulong Inode)
{
    private const long NanosecondsPerTick = 100;

    /// <summary>That of a file; links are followed. Null where there is none.</summary>
    public static FileState? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxFile.StateOf(path);
        }

        FileInfo file = new(RealPath.Of(path));
        return file.Exists ? new(file.Length, (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * NanosecondsPerTick, 0, 0) : null;
    }
}
