using System.Runtime.InteropServices;

namespace AttnExtract.Cli.Running;

/// <summary>
/// Ends the process at once. An orderly end takes libtorch apart, which costs as much as drawing a figure, and crashes where
/// another thread still loads it or computes in it. Whoever calls this has written out everything.
/// </summary>
internal static partial class ProcessEnd
{
    // What GetCurrentProcess returns, by its documentation.
    private const nint ThisProcess = -1;

    /// <summary>Does not return.</summary>
    public static int Now(int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            TerminateProcess(ThisProcess, (uint)exitCode);
        }
        else
        {
            ExitAtOnce(exitCode);
        }

        return exitCode;
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitAtOnce(int exitCode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateProcess(nint process, uint exitCode);
}
