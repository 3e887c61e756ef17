using System.Diagnostics;
using System.Globalization;
using AttnExtract.Model;

namespace AttnExtract.Bench;

/// <summary>How long the bundled model takes from its folder to being ready for a text, once libtorch is up; target 0.25 s.</summary>
internal static class LoadBenchmark
{
    private const int Times = 15;

    public static void Run()
    {
        PretrainedModel.WarmUp().Wait();
        long start = Stopwatch.GetTimestamp();
        PretrainedModel.LoadBundled().Dispose();
        string first = Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine($"   first load of a process, its code not yet compiled: {first} ms");
        Paired.Alone("load", () => { PretrainedModel.LoadBundled().Dispose(); return null; }, Times);
    }
}
