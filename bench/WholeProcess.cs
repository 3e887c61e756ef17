using System.Diagnostics;

namespace AttnExtract.Bench;

/// <summary>Programs that are run from their start to their end.</summary>
internal static class WholeProcess
{
    /// <summary>The built <c>attn</c> with some arguments.</summary>
    public static ProcessStartInfo Attn(params string[] arguments)
    {
        string path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../src/Cli/bin/Release/net10.0/attn"));
        return File.Exists(path) ? new(path, arguments) : throw new InvalidOperationException($"'{path}' is not built: dotnet build -c Release");
    }

    /// <summary>Runs a process to its end and returns the largest resident set that was seen, in bytes.</summary>
    public static long Finish(ProcessStartInfo start)
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

        return process.ExitCode == 0 ? peak : throw new InvalidOperationException($"{start.FileName} failed with exit code {process.ExitCode}.");
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
