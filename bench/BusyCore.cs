using System.Diagnostics;

namespace AttnExtract.Bench;

/// <summary>A process beside us that keeps one core and the way to memory busy until disposed.</summary>
internal sealed class BusyCore : IDisposable
{
    /// <summary>What asks for it on the command line.</summary>
    public const string Option = "--busy";

    private readonly Process _process;

    public BusyCore()
    {
        _process = Process.Start(WholeProcess.Companion(MemoryTraffic.Name, isHeard: true)) ?? throw new InvalidOperationException("It did not start.");
        _process.StandardOutput.ReadLine();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
