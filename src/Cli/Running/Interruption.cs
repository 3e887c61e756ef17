using System.Runtime.InteropServices;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Running;

/// <summary>Ends the program at once, but cleanly, when somebody presses Ctrl-C: half-written files are taken away first.</summary>
internal sealed class Interruption : IDisposable
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
        ProcessEnd.Now(context.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated);
    }
}
