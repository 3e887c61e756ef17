namespace AttnExtract.Ground;

/// <summary>How much room a disk has left, which is asked before much is written: a disk that is full in the middle has cost hours.</summary>
internal static class FreeDisk
{
    private static readonly Pretended Told = new();

    /// <summary>The free bytes of the disk that a folder is on, or would be; infinity where the system does not say.</summary>
    /// <param name="folder">The folder, there or not.</param>
    public static double BytesAt(string folder)
    {
        string there = RealPath.Of(folder.Length == 0 ? "." : folder);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        try
        {
            return Told.Value ?? new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(there)! : there).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return double.PositiveInfinity;
        }
    }

    /// <summary>For this thread, and those that it starts, as if every disk had so much.</summary>
    /// <returns>Ends the pretence when disposed.</returns>
    internal static IDisposable Pretend(double bytes) => Told.As(bytes);
}
