using System.Globalization;

namespace AttnExtract.Bench;

/// <summary>
/// Times two things in turn, A B A B …, and compares pair by pair, so that a machine whose speed drifts slows both alike.
/// </summary>
internal static class Paired
{
    /// <summary>
    /// Runs both once to warm up, unless that would take too long, then so many times in turn, and prints times and ratio as minimum, median, maximum.
    /// </summary>
    /// <param name="ours">What we call A.</param>
    /// <param name="runOurs">Runs it; what it returns is its time in milliseconds, null to take the wall clock.</param>
    /// <param name="rival">What we call B.</param>
    /// <param name="runRival">Likewise.</param>
    /// <param name="pairs">How many pairs count.</param>
    /// <param name="target">The ratio to stay below, or null.</param>
    /// <param name="isWarmed">Whether both are run once before.</param>
    public static void Compare(
        string ours, Func<double?> runOurs, string rival, Func<double?> runRival, int pairs, double? target = null, bool isWarmed = true)
    {
        foreach (Func<double?> run in isWarmed ? [runOurs, runRival] : Array.Empty<Func<double?>>())
        {
            RunCost.Of(run);
        }

        List<RunCost> costs = [];
        List<RunCost> rivalCosts = [];
        for (int i = 0; i < pairs; i++)
        {
            costs.Add(RunCost.Of(runOurs));
            rivalCosts.Add(RunCost.Of(runRival));
        }

        Print(ours, costs);
        Print(rival, rivalCosts);
        string aim = target is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (target {target:0.00})");
        Print($"ratio{aim}", Ratios(costs, rivalCosts, cost => cost.Milliseconds), "×", 3);
        if (rivalCosts.All(cost => cost.CpuMilliseconds > 0))
        {
            Print("… of processor time", Ratios(costs, rivalCosts, cost => cost.CpuMilliseconds), "×", 3);
        }
    }

    /// <summary>Runs one thing once to warm up, then so many times, and prints its times beside a target.</summary>
    /// <param name="what">What it is called.</param>
    /// <param name="run">Runs it; what it returns is its time in milliseconds, null to take the wall clock.</param>
    /// <param name="times">How many times count.</param>
    public static void Alone(string what, Func<double?> run, int times)
    {
        RunCost.Of(run);
        Print(what, [.. Enumerable.Range(0, times).Select(_ => RunCost.Of(run))]);
    }

    private static List<double> Ratios(List<RunCost> ours, List<RunCost> rivals, Func<RunCost, double> of) =>
        [.. ours.Zip(rivals, (mine, theirs) => of(mine) / of(theirs))];

    private static void Print(string what, List<RunCost> costs)
    {
        Print(what, [.. costs.Select(cost => cost.Milliseconds)], "ms", 1);
        RunCost typical = new(
            0, Median(costs.Select(cost => cost.CpuMilliseconds)), Median(costs.Select(cost => cost.Faults)), costs.Max(cost => cost.PeakBytes));
        if (typical.CpuMilliseconds > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"   {"",-42} processor {typical.CpuMilliseconds:0.0} ms, {typical.Faults:0} page faults, {typical.PeakBytes / (1 << 20):0} MiB at most"));
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static void Print(string what, List<double> values, string unit, int digits)
    {
        double[] sorted = [.. values.Order()];
        string Show(double value) => value.ToString("F" + digits, CultureInfo.InvariantCulture);
        Console.WriteLine($"   {what,-42} min {Show(sorted[0]),9}  median {Show(sorted[sorted.Length / 2]),9}  max {Show(sorted[^1]),9} {unit}");
    }
}
