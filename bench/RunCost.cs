using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AttnExtract.Bench;

/// <summary>What one run took, of this process and of those that it ran to their end.</summary>
/// <param name="Milliseconds">By the clock on the wall, or as whoever ran it says.</param>
/// <param name="CpuMilliseconds">Of all cores together; 0 where it was another process that goes on.</param>
/// <param name="Faults">Pages that were touched for the first time.</param>
/// <param name="PeakBytes">The largest resident set, of the process that was run or else of this one; 0 where nobody says.</param>
internal readonly partial record struct RunCost(double Milliseconds, double CpuMilliseconds, double Faults, double PeakBytes)
{
    // <sys/resource.h>: user and system time in seconds and microseconds, then counts, of which the fifth is that of page faults without a disk.
    private const int Self = 0;
    private const int Children = -1;
    private const int UsageLength = 18;
    private const int MinorFaults = 8;

    private const string Status = "/proc/self/status";
    private const string ClearReferences = "/proc/self/clear_refs";
    private const string ResetPeak = "5";

    /// <summary>Runs something and measures it.</summary>
    /// <param name="run">Runs it; what it returns is its time in milliseconds, null to take the wall clock.</param>
    public static RunCost Of(Func<double?> run)
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText(ClearReferences, ResetPeak);
        }

        WholeProcess.TakePeak();
        (double cpu, double faults) = Used();
        long start = Stopwatch.GetTimestamp();
        double? told = run();
        double wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        (double cpuAfter, double faultsAfter) = Used();
        double child = WholeProcess.TakePeak();
        return told is { } elsewhere ? new(elsewhere, 0, 0, 0) : new(wall, cpuAfter - cpu, faultsAfter - faults, child > 0 ? child : OwnPeak());
    }

    private static (double CpuMilliseconds, double Faults) Used()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (Environment.CpuUsage.TotalTime.TotalMilliseconds, 0);
        }

        Span<long> usage = stackalloc long[UsageLength];
        (double cpu, double faults) = (0, 0);
        foreach (int who in (ReadOnlySpan<int>)[Self, Children])
        {
            _ = GetUsage(who, usage);
            cpu += (1e3 * (usage[0] + usage[2])) + (1e-3 * (usage[1] + usage[3]));
            faults += usage[MinorFaults];
        }

        return (cpu, faults);
    }

    private static double OwnPeak()
    {
        string? line = OperatingSystem.IsLinux() ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null ? 0 : 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, Span<long> usage);
}
