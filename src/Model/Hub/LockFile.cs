namespace AttnExtract.Model.Hub;

/// <summary>
/// A lock that other processes see. On Unix .NET takes flock(2) on a file opened for itself alone, which is what Python's filelock does
/// with the same file; on Windows the open file itself keeps others out. It ends with the process, whatever ends that.
/// </summary>
internal static class LockFile
{
    private const int FirstPause = 10;
    private const int LongestPause = 250;

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    private static readonly int[] HeldByOther = [11, 35, 32, 33];

    /// <summary>Waits until the lock is free and takes it.</summary>
    /// <param name="path">The file, made if it is not there.</param>
    /// <param name="onWait">Is called once when it is not free.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Gives it back when disposed.</returns>
    public static async Task<IDisposable> AcquireAsync(string path, Action onWait, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (int pause = FirstPause; ; pause = Math.Min(2 * pause, LongestPause))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (HeldByOther.Contains(exception.HResult & 0xFFFF))
            {
                if (pause == FirstPause)
                {
                    onWait();
                }

                await Task.Delay(pause, cancellation);
            }
        }
    }
}
