using System.Diagnostics;

namespace AttnExtract.Bench;

/// <summary>The built program beside an earlier build of it, start to end: what a change is worth to whoever runs it.</summary>
internal static class BeforeBenchmark
{
    /// <summary>Names the earlier build's program.</summary>
    public const string Variable = "ATTN_BENCH_BEFORE";
    private const int Pairs = 15;
    private const int SentenceCount = 1000;
    private const int LongCount = 12_000;
    private const int LongText = 510;

    public static void Run()
    {
        string before = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} names the earlier build's program, such as …/src/Cli/bin/Release/net10.0/attn.");
        string folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        try
        {
            string corpus = WriteCorpus(folder, SentenceCount);
            string all = WriteCorpus(folder, LongCount);
            (string What, string[] Arguments, string Output, double? Target)[] jobs =
            [
                ("heads of 1,000 sentences", ["heads", corpus], "heads.csv", 0.6),
                ("vectors of 1,000 sentences", ["embed", corpus], "vectors.npy", 0.65),
                ("72-head sweep of 26 tokens", ["ablate", SampleText.Sentence], "sweep.csv", 0.6),
                ("figure of 26 tokens", ["figure", SampleText.Sentence], "figure.png", null),
                ("figure of 72 maps of 512 tokens", ["figure", string.Join(' ', Enumerable.Repeat("cat", LongText))], "large.png", null),
            ];
            foreach ((string what, string[] arguments, string output, double? target) in jobs)
            {
                string[] whole = [.. arguments, "-o", Path.Combine(folder, output)];
                Paired.Compare(
                    what, () => Done(WholeProcess.Attn(whole)), "… before", () => Done(new ProcessStartInfo(before, whole)), Pairs, target);
            }

            Paired.Alone("heads of 12,000 sentences", () => Done(WholeProcess.Attn("heads", all, "-o", Path.Combine(folder, "all.csv"))), 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string WriteCorpus(string folder, int count)
    {
        string path = Path.Combine(folder, $"{count}.txt");
        File.WriteAllLines(path, SampleCorpus.Sentences(count));
        return path;
    }

    private static double? Done(ProcessStartInfo start)
    {
        WholeProcess.Finish(start);
        return null;
    }
}
