using System.Runtime.InteropServices;
using AttnExtract.Extract;

namespace AttnExtract.Cli;

/// <summary>Ends the program at once, but cleanly, when somebody presses Ctrl-C: half-written files are taken away first.</summary>
internal sealed partial class Interruption : IDisposable
{
    private readonly PosixSignalRegistration _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    private readonly PosixSignalRegistration _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private static void Stop(PosixSignalContext context)
    {
        AtomicFile.Abandon();
        int exitCode = context.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated;
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(exitCode);
        }

        // An orderly end takes libtorch apart while other threads still compute in it, and crashes.
        ExitAtOnce(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitAtOnce(int exitCode);
}
