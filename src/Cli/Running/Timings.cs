using System.Diagnostics;
using System.Globalization;

namespace AttnExtract.Cli.Running;

/// <summary>Where the time of a run goes, for <c>--verbose</c>.</summary>
internal sealed class Timings
{
    // What is done to every text of a corpus is one stretch.
    private readonly OrderedDictionary<string, TimeSpan> _stretches = [];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Ends a stretch of the run.</summary>
    /// <param name="what">What was done since the stretch before.</param>
    public void Mark(string what)
    {
        long now = Stopwatch.GetTimestamp();
        _stretches[what] = _stretches.GetValueOrDefault(what) + Stopwatch.GetElapsedTime(_last, now);
        _last = now;
    }

    /// <summary>Everything on one line, from the start of the process.</summary>
    public override string ToString()
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan total = DateTime.Now - process.StartTime;
        TimeSpan known = _stretches.Values.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
        IEnumerable<string> parts = _stretches.Prepend(new("start", total - known)).Select(stretch => $"{stretch.Key} {Seconds(stretch.Value)}");
        return $"{Seconds(total)} in all: {string.Join(", ", parts)}; at most {process.PeakWorkingSet64 / 1_000_000} MB of memory";
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture);
}
