using System.Diagnostics;

namespace AttnExtract.Testing;

/// <summary>
/// Waits for processes that end by themselves: one that waits for what never comes fails its test, instead of keeping all others from being told.
/// </summary>
public static class Ending
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(30);

    /// <summary>Reads what a process writes until it ends.</summary>
    /// <exception cref="TimeoutException">It did not; what it wrote by then is in the message.</exception>
    public static (int ExitCode, string Out, string Error) Of(Process process)
    {
        bool isStuck = false;
        using Timer patience = new(_ =>
        {
            isStuck = true;
            process.Kill(entireProcessTree: true);
        });
        patience.Change(Never, Timeout.InfiniteTimeSpan);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string error = errors.GetAwaiter().GetResult();
        string line = $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}";
        return isStuck ? throw new TimeoutException($"'{line}' did not end. It wrote: {output}{error}") : (process.ExitCode, output, error);
    }
}
