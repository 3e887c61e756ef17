using System.Diagnostics;
using System.Globalization;

namespace AttnExtract.Bench;

/// <summary>
/// Times two things in turn, A B A B …, and compares pair by pair, so that a machine whose speed drifts slows both alike.
/// </summary>
internal static class Paired
{
    /// <summary>Runs both once to warm up, then so many times in turn, and prints times and ratio as minimum, median, maximum.</summary>
    /// <param name="ours">What we call A.</param>
    /// <param name="runOurs">Runs it; what it returns is its time in milliseconds, null to take the wall clock.</param>
    /// <param name="rival">What we call B.</param>
    /// <param name="runRival">Likewise.</param>
    /// <param name="pairs">How many pairs count.</param>
    /// <param name="target">The ratio to stay below, or null.</param>
    public static void Compare(
        string ours, Func<double?> runOurs, string rival, Func<double?> runRival, int pairs, double? target = null)
    {
        Time(runOurs);
        Time(runRival);
        List<double> oursTimes = [];
        List<double> rivalTimes = [];
        for (int i = 0; i < pairs; i++)
        {
            oursTimes.Add(Time(runOurs));
            rivalTimes.Add(Time(runRival));
        }

        Print(ours, oursTimes, "ms", 1);
        Print(rival, rivalTimes, "ms", 1);
        Print(
            $"ratio{(target is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (target {target:0.00})"))}",
            [.. oursTimes.Zip(rivalTimes, (mine, theirs) => mine / theirs)], "×", 3);
    }

    /// <summary>Runs one thing once to warm up, then so many times, and prints its times beside a target.</summary>
    /// <param name="what">What it is called.</param>
    /// <param name="run">Runs it; what it returns is its time in milliseconds, null to take the wall clock.</param>
    /// <param name="times">How many times count.</param>
    public static void Alone(string what, Func<double?> run, int times)
    {
        Time(run);
        Print(what, [.. Enumerable.Range(0, times).Select(_ => Time(run))], "ms", 1);
    }

    private static double Time(Func<double?> run)
    {
        long start = Stopwatch.GetTimestamp();
        return run() ?? Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Print(string what, List<double> values, string unit, int digits)
    {
        double[] sorted = [.. values.Order()];
        string Show(double value) => value.ToString("F" + digits, CultureInfo.InvariantCulture);
        Console.WriteLine($"   {what,-42} min {Show(sorted[0]),9}  median {Show(sorted[sorted.Length / 2]),9}  max {Show(sorted[^1]),9} {unit}");
    }
}
