namespace AttnExtract.Ground;

/// <summary>What a pipe gave, which it gives once: whoever reads it again in this process reads what was kept, and waits for nobody.</summary>
internal static class PipedFile
{
    private static readonly Lock Reading = new();
    private static readonly Dictionary<string, ScratchFile> Kept = [];

    /// <summary>Opens what was kept of a pipe; null where nothing was, or something else lies there by now.</summary>
    public static FileStream? TryOpen(string path)
    {
        lock (Reading)
        {
            return Kept.TryGetValue(Path.GetFullPath(path), out ScratchFile? kept) && (!OperatingSystem.IsLinux() || LinuxFile.IsStream(path))
                ? kept.Reopen()
                : null;
        }
    }

    /// <summary>Keeps what a pipe gives, up to its end, and opens that.</summary>
    /// <param name="path">The name by which it is asked for again.</param>
    /// <param name="pipe">It, not read yet; closed here.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="AttnExtractException">There is no room to keep it.</exception>
    public static FileStream Open(string path, FileStream pipe)
    {
        using (pipe)
        {
            ScratchFile scratch = new();
            try
            {
                scratch.Append(pipe);
                lock (Reading)
                {
                    Kept[Path.GetFullPath(path)] = scratch;
                    return scratch.Reopen();
                }
            }
            catch
            {
                scratch.Dispose();
                throw;
            }
        }
    }
}
