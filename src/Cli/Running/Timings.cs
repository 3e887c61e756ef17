using System.Diagnostics;
using System.Globalization;

namespace AttnExtract.Cli.Running;

/// <summary>Where the time of a run goes, for <c>--verbose</c>.</summary>
internal sealed class Timings
{
    private readonly List<(string What, TimeSpan Time)> _stretches = [];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Ends a stretch of the run.</summary>
    /// <param name="what">What was done since the stretch before.</param>
    public void Mark(string what)
    {
        long now = Stopwatch.GetTimestamp();
        _stretches.Add((what, Stopwatch.GetElapsedTime(_last, now)));
        _last = now;
    }

    /// <summary>Everything on one line, from the start of the process.</summary>
    public override string ToString()
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan total = DateTime.Now - process.StartTime;
        TimeSpan known = _stretches.Aggregate(TimeSpan.Zero, (sum, stretch) => sum + stretch.Time);
        IEnumerable<string> parts = _stretches.Prepend((What: "start", Time: total - known))
            .Select(stretch => $"{stretch.What} {Seconds(stretch.Time)}");
        return $"{Seconds(total)} in all: {string.Join(", ", parts)}; at most {process.PeakWorkingSet64 / 1_000_000} MB of memory";
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture);
}
