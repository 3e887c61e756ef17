using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Bench;

/// <summary>
/// Studies of whole corpora by the built program, from its start to its end: two shards beside one, a run's folder beside the single command,
/// vectors and statistics beside the bare forward passes of the same batches.
/// </summary>
internal static class CorpusBenchmark
{
    /// <summary>How many sentences.</summary>
    private const string CountVariable = "ATTN_BENCH_SENTENCES";

    private const int UsualCount = 10_000;
    private const int Pairs = 3;
    private const int Threads = 2;

    // What heads and embed take together.
    private const int SentencesAChunk = 1024;
    private const int TokensABatch = 512;

    public static void RunShards() => On((folder, corpus, _) => CompareShards(folder, corpus));

    public static void RunFolder() => On((folder, corpus, _) => CompareFolder(folder, corpus));

    public static void RunPasses() => On(CompareForwards);

    private static void On(Action<string, string, int> compare)
    {
        string? wanted = Environment.GetEnvironmentVariable(CountVariable);
        int count = wanted is null ? UsualCount : int.Parse(wanted, CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        try
        {
            string corpus = Path.Combine(folder, "corpus.txt");
            File.WriteAllLines(corpus, SampleCorpus.Sentences(count));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {count} sentences"));
            compare(folder, corpus, count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void CompareShards(string folder, string corpus)
    {
        string run = Path.Combine(folder, "shards") + Path.DirectorySeparatorChar;
        double? Shards(int of)
        {
            Clear(run);
            Task[] shards = [.. Enumerable.Range(1, of).Select(shard => Task.Run(() => WholeProcess.Finish(
                WholeProcess.Attn("heads", corpus, "-o", run, "--shard", $"{shard}/{of}", "--chunk", "256", "--threads", "1"))))];
            Task.WaitAll(shards);
            return null;
        }

        Paired.Compare("heads, two shards of one thread each", () => Shards(2), "one of one thread", () => Shards(1), Pairs, target: 1 / 1.7);
    }

    private static void CompareFolder(string folder, string corpus)
    {
        string run = Path.Combine(folder, "run") + Path.DirectorySeparatorChar;
        string table = Path.Combine(folder, "heads.csv");
        string? before = Environment.GetEnvironmentVariable(BeforeBenchmark.Variable);
        ProcessStartInfo single = WholeProcess.Attn("heads", corpus, "-o", table);
        if (before is not null)
        {
            single.FileName = before;
        }

        string rival = before is null ? "the single command" : "the single command, before";
        double? Fill()
        {
            Clear(run);
            return Done(WholeProcess.Attn("heads", corpus, "-o", run));
        }

        Paired.Compare("heads into a run's folder", Fill, rival, () => Done(single), Pairs, target: 1.03);
        Paired.Compare(
            "… and merged to the same table",
            () =>
            {
                Fill();
                return Done(WholeProcess.Attn("merge", run, "-o", table));
            },
            rival, () => Done(single), Pairs);
    }

    private static void CompareForwards(string folder, string corpus, int count)
    {
        using PretrainedModel first = PretrainedModel.LoadBundled();
        using PretrainedModel second = PretrainedModel.LoadBundled();
        double? Forwards() => RunForwards([first, second], SampleCorpus.Sentences(count));

        // Who runs for minutes needs no run to warm up.
        set_num_threads(1);
        foreach ((string what, string output) in ((string, string)[])[("embed", "vectors.npy"), ("heads", "heads.csv")])
        {
            Paired.Compare(
                $"{what}, whole program, two threads",
                () => Done(WholeProcess.Attn(what, corpus, "-o", Path.Combine(folder, output), "--threads", $"{Threads}")),
                "fused forwards alone, two threads", Forwards, pairs: 1, target: 1.15, isWarmed: false);
        }
    }

    // Tokens are made beforehand, and take none of the time.
    private static double RunForwards(PretrainedModel[] models, IReadOnlyList<string> sentences)
    {
        TimeSpan time = TimeSpan.Zero;
        foreach (string[] chunk in sentences.Chunk(SentencesAChunk))
        {
            Encoding[] encodings = [.. chunk.Select(sentence => models[0].Tokenizer.Encode(sentence)).OrderByDescending(encoding => encoding.Tokens.Count)];
            ConcurrentQueue<Encoding[]> batches = new(Batches(encodings));
            long start = Stopwatch.GetTimestamp();
            Thread[] threads = [.. models.Select(model => new Thread(() => RunAll(model, batches)))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            time += Stopwatch.GetElapsedTime(start);
        }

        return time.TotalMilliseconds;
    }

    private static void RunAll(PretrainedModel model, ConcurrentQueue<Encoding[]> batches)
    {
        set_num_threads(1);
        using IDisposable noGradients = no_grad();
        while (batches.TryDequeue(out Encoding[]? batch))
        {
            using IDisposable scope = NewDisposeScope();
            model.Encoder.call(model.Batch(batch));
        }
    }

    // The longest first, so many that their tokens and their padding fill a batch.
    private static IEnumerable<Encoding[]> Batches(Encoding[] encodings)
    {
        for (int start = 0; start < encodings.Length;)
        {
            Encoding[] batch = encodings[start..Math.Min(encodings.Length, start + Math.Max(1, TokensABatch / encodings[start].Tokens.Count))];
            yield return batch;
            start += batch.Length;
        }
    }

    private static void Clear(string run)
    {
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }
    }

    private static double? Done(ProcessStartInfo start)
    {
        WholeProcess.Finish(start);
        return null;
    }
}
