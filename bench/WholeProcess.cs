using System.Diagnostics;

namespace AttnExtract.Bench;

/// <summary>Programs that are run from their start to their end.</summary>
internal static class WholeProcess
{
    // Another program than the built one, such as that of an archive.
    private const string Variable = "ATTN_BENCH_PROGRAM";

    private static long _peak;

    /// <summary>The built <c>attn</c>, or the one that is named, with some arguments.</summary>
    public static ProcessStartInfo Attn(params string[] arguments)
    {
        string built = Path.Combine(AppContext.BaseDirectory, "../../../../src/Cli/bin/Release/net10.0/attn");
        string path = Path.GetFullPath(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : built);
        return File.Exists(path) ? new(path, arguments) : throw new InvalidOperationException($"'{path}' is not built: dotnet build -c Release");
    }

    /// <summary>This program once more, to run beside or instead of us.</summary>
    public static ProcessStartInfo Companion(string name, bool isHeard = false) => new(Environment.ProcessPath!, [name]) { RedirectStandardOutput = isHeard };

    /// <summary>The largest resident set of the last process that was run to its end, in bytes; 0 once it was asked for.</summary>
    public static long TakePeak() => Interlocked.Exchange(ref _peak, 0);

    /// <summary>Runs a process to its end.</summary>
    public static void Finish(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        long peak = 0;
        while (!process.WaitForExit(5))
        {
            peak = Math.Max(peak, PeakOf(process));
        }

        _peak = process.ExitCode == 0 ? peak : throw new InvalidOperationException($"{start.FileName} failed with exit code {process.ExitCode}.");
    }

    private static long PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the answer.
            return 0;
        }
    }
}
