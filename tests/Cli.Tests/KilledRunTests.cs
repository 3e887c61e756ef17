using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>
/// Studies over a corpus whose processes are killed at random moments and started again, in any number of shards and threads: what is merged has the bytes of
/// the plain command. The usual run kills one, once; <c>ATTN_KILLS=20</c> takes every study, 1, 2, 3 and 8 shards, 1 and 2 threads, and kills each so
/// many times.
/// </summary>
public sealed class KilledRunTests : IDisposable
{
    private const int MostTries = 40;

    private static readonly string Model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");

    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("ATTN_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 0;

    // Each with the texts of a chunk, so that there are twelve chunks, and the files that are compared.
    private static readonly (string Study, int Texts, string[] Extensions)[] Studies =
    [
        ("ablate -i texts.txt --kind resample --reference texts.txt", 36, [".csv", ".json", ".parquet", ".svg"]),
        ("measure -i texts.txt --kind rollout,gradient --target token:2", 60, [".csv", ".parquet", ".npz", ".svg"]),
        ("heads texts.txt", 120, [".csv", ".json", ".parquet", ".svg"]),
        ("heads trees.conllu --relations all", 120, [".csv", ".json", ".parquet", ".svg"]),
        ("embed texts.txt", 120, [".npy", ".parquet", ".safetensors"]),
        ("predict -i texts.txt", 120, [".csv", ".json", ".parquet"]),
        ("diff -i pairs.txt", 120, [".csv", ".json", ".parquet", ".svg"]),
        ("diff -i texts.txt --other-model other", 120, [".csv", ".svg"]),
    ];

    private static readonly (string Study, int Shards, int Threads)[] Few = [(Studies[0].Study, 2, 2)];

    // The plain commands' files, for all numbers of shards and threads.
    private static readonly ConcurrentDictionary<string, (string Name, byte[] Bytes)[]> Plain = new();

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(20);

    /// <summary>The studies of this run, in so many shards and threads.</summary>
    public static TheoryData<string, int, int> Runs { get; } = new(Kills == 0 ? Few :
    [
        .. from study in Studies
           from shards in (int[])[1, 2, 3, 8]
           from threads in (int[])[1, 2]
           select (study.Study, shards, threads),
    ]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Runs))]
    public void What_is_killed_goes_on_to_the_same_bytes(string study, int shards, int threads)
    {
        (_, int texts, string[] extensions) = Studies.First(one => one.Study == study);
        Write(texts);
        (string Name, byte[] Bytes)[] plain = Plain.GetOrAdd(study, _ => PlainOf(study, texts / 12, extensions));
        TimeSpan usual = Whole(study, texts / 12, shards, threads);
        int killed = 0;
        int tries = 0;
        for (int run = 0; killed < Math.Max(1, Kills); run++)
        {
            // Of a folder that is full nothing is left to be killed.
            string folder = _folder[$"run{run}"] + Path.DirectorySeparatorChar;
            for (bool isWhole = false; killed < Math.Max(1, Kills) && !isWhole;)
            {
                Assert.True(tries++ < MostTries * Math.Max(1, Kills), $"{killed} of {tries} processes were killed before their end.");
                int shard = _random.Next(shards) + 1;
                killed += IsKilled(Words(study, texts / 12, shard, shards, threads, folder), usual * _random.NextDouble()) ? 1 : 0;
                isWhole = Directory.Exists(Path.Join(folder, "chunks")) && Directory.GetFiles(Path.Join(folder, "chunks"), "*.chunk").Length == 12;
            }

            for (int shard = 1; shard <= shards; shard++)
            {
                CliRun.Of(Words(study, texts / 12, shard, shards, threads, folder)).Succeeded();
            }

            CliRun.Of(["merge", folder, "--quiet", .. Files($"merged{run}", extensions)]).Succeeded();
            Assert.Equal(plain.Select(file => file.Name), Kept($"merged{run}").Select(file => file.Name));
            Assert.All(plain.Zip(Kept($"merged{run}")), pair => Assert.Equal(pair.First.Bytes, pair.Second.Bytes));
        }
    }

    private (string Name, byte[] Bytes)[] PlainOf(string study, int chunk, string[] extensions)
    {
        CliRun.Of([.. Named(study), "--chunk", $"{chunk}", "--quiet", .. Files("plain", extensions)]).Succeeded();
        (string, byte[])[] kept = Kept("plain");
        Assert.True(kept.Length >= extensions.Length);
        return kept;
    }

    // How long a process takes that is let be.
    private TimeSpan Whole(string study, int chunk, int shards, int threads)
    {
        Stopwatch time = Stopwatch.StartNew();
        (int exitCode, _, string error) = BuiltProgram.Run(Words(study, chunk, 1, shards, threads, _folder["usual"] + Path.DirectorySeparatorChar));
        Assert.True(exitCode == 0, error);
        return time.Elapsed;
    }

    private static bool IsKilled(string[] words, TimeSpan delay)
    {
        using Process process = BuiltProgram.Start(words);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        bool isDone = process.WaitForExit(delay);
        process.Kill();
        process.WaitForExit();
        string said = error.GetAwaiter().GetResult() + output.GetAwaiter().GetResult();
        Assert.True(!isDone || process.ExitCode == 0, said);
        return !isDone;
    }

    private void Write(int texts)
    {
        // Long and short ones in turn, so that the order of lengths is not that of the file.
        string[] lines =
        [
            .. Enumerable.Range(0, texts).Select(i =>
                $"{string.Join(' ', Enumerable.Repeat("the cat sat", 1 + (i * 7 % 5)))} on {(i % 3 == 0 ? "[MASK]" : "the mat, on the [MASK]")}."),
        ];
        File.WriteAllLines(_folder["texts.txt"], lines);
        File.WriteAllLines(_folder["trees.conllu"], lines.SelectMany(TreeOf));
        File.WriteAllLines(_folder["pairs.txt"], lines.Select((line, i) => $"{line}\t{line.Replace("cat", i % 2 == 0 ? "dog" : "old cat")}"));
    }

    // Each word's head is the one before it.
    private static IEnumerable<string> TreeOf(string line) =>
        [.. line.Split(' ').Select((word, i) => $"{i + 1}\t{word}\t_\t_\t_\t_\t{i}\t{(i % 3 == 0 ? "nsubj" : "obj")}\t_\t_"), ""];

    private string[] Named(string study) =>
    [
        .. study.Split(' ').Select(word => Path.GetExtension(word) is ".txt" or ".conllu" ? _folder[word]
            : word == "other" ? Path.Combine(ReferenceData.OwnRoot, "families", "distilbert") : word),
        "-m", Model,
    ];

    private string[] Words(string study, int chunk, int shard, int shards, int threads, string folder) =>
        [.. Named(study), "--chunk", $"{chunk}", "--threads", $"{threads}", "--shard", $"{shard}/{shards}", "--quiet", "-o", folder];

    private string[] Files(string name, string[] extensions) => [.. extensions.SelectMany(extension => (string[])["-o", _folder[name + extension]])];

    private (string Name, byte[] Bytes)[] Kept(string name) =>
    [
        .. Directory.GetFiles(_folder.Path, $"{name}*.*").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file)[name.Length..], File.ReadAllBytes(file))),
    ];
}
