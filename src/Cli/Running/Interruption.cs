using System.Runtime.InteropServices;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Running;

/// <summary>
/// Ends the program at once, but cleanly, when somebody presses Ctrl-C or closes its terminal: half-written files are taken away first, and the folder of a
/// run keeps that it was interrupted.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly (PosixSignal Signal, int ExitCode)[] Ends =
    [
        (PosixSignal.SIGINT, ExitCode.Interrupted),
        (PosixSignal.SIGTERM, ExitCode.Terminated),
        (PosixSignal.SIGQUIT, ExitCode.Quit),
        (PosixSignal.SIGHUP, ExitCode.HungUp),
    ];

    private readonly PosixSignalRegistration[] _registrations =
        [.. from end in Ends where !IsIgnored(end.ExitCode) select PosixSignalRegistration.Create(end.Signal, _ => Stop(end.Signal, end.ExitCode))];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    // Whoever starts it with nohup wants it to go on without a terminal (man 5 proc: SigIgn is a mask of signal numbers from 1).
    private static bool IsIgnored(int exitCode)
    {
        const string Ignored = "SigIgn:";
        string? mask = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal))
            : null;
        return mask is not null && (Convert.ToUInt64(mask[Ignored.Length..].Trim(), 16) >> (exitCode - ExitCode.Signalled - 1) & 1) != 0;
    }

    private static void Stop(PosixSignal signal, int exitCode)
    {
        RunFolder.Interrupt($"{signal}");
        AtomicFile.Abandon();
        ProcessEnd.Now(exitCode);
    }
}
