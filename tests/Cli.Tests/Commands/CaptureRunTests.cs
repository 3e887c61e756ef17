using System.Diagnostics;
using System.Globalization;
using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>
/// Captures of a corpus: whatever stops them, what comes out has the same bytes, and as little memory is taken for many texts as for few. The usual run
/// kills once at a random moment; <c>ATTN_KILLS=20</c> does so many times.
/// </summary>
public sealed class CaptureRunTests : IDisposable
{
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("ATTN_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 1;

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public CaptureRunTests() => _model = SmallModel.MakeBert(_folder["model"]);

    private string Texts => _folder["texts.txt"];

    private string Run => _folder["run/"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sharded_files_are_the_same_however_the_run_was_shared()
    {
        MakeTexts(21);
        string plain = Made("plain", folder => Capture("--chunk", "4", "--store", "float16", "-o", Path.Combine(folder, "maps.jsonl")));
        foreach ((int shards, int threads) in new[] { (1, 2), (2, 1), (3, 2), (8, 1) })
        {
            string run = _folder[$"run-{shards}/"];
            foreach (int shard in Enumerable.Range(1, shards))
            {
                Capture("--chunk", "4", "--store", "float16", "--threads", $"{threads}", "--shard", $"{shard}/{shards}", "-o", run).Succeeded();
            }

            AssertSameFiles(plain, Made($"merged-{shards}", folder => CliRun.Of("merge", run, "--quiet", "-o", Path.Combine(folder, "maps.jsonl"))));
        }
    }

    [Fact]
    public void A_run_that_is_killed_goes_on_to_the_same_bytes()
    {
        MakeTexts(200);
        string plain = Made("plain", folder => Capture("-o", Path.Combine(folder, "maps.h5"), "-o", Path.Combine(folder, "maps.jsonl")));
        string[] line = ["capture", "-i", Texts, "-m", _model, "--chunk", "10", "-o", Run, "--quiet"];
        Stopwatch time = Stopwatch.StartNew();
        Assert.Equal((0, "", ""), BuiltProgram.Run(line));
        TimeSpan usual = time.Elapsed;
        Random random = new(18);
        for (int i = 0; i < Kills; i++)
        {
            Directory.Delete(_folder["run"], recursive: true);
            using (Process process = BuiltProgram.Start(line))
            {
                process.WaitForExit(usual * random.NextDouble());
                process.Kill();
                process.WaitForExit();
            }

            Assert.Equal((0, "", ""), BuiltProgram.Run(line));
            AssertSameFiles(plain, Made($"merged-{i}", folder => CliRun.Of(
                "merge", Run, "--quiet", "-o", Path.Combine(folder, "maps.h5"), "-o", Path.Combine(folder, "maps.jsonl"))));
        }
    }

    [Fact]
    public void A_disk_that_is_full_in_the_middle_loses_nothing_that_is_done()
    {
        MakeTexts(60);
        string plain = Made("plain", folder => Capture("-o", Path.Combine(folder, "maps.h5")));
        if (OperatingSystem.IsWindows() || ShellScript.Run("/", "unshare --map-root-user --mount true").ExitCode != 0)
        {
            // Nobody may mount here. A run that stopped after some chunks is left as it is there.
            Capture("--chunk", "10", "--shard", "1/6", "-o", Run).Succeeded();
            Capture("--chunk", "10", "-o", Run).Succeeded();
            AssertSameFiles(plain, Made("merged", folder => CliRun.Of("merge", Run, "--quiet", "-o", Path.Combine(folder, "maps.h5"))));
            return;
        }

        // Something else fills the disk as soon as the first chunk is there.
        File.WriteAllText(_folder["script"], $"""
            mkdir disk && mount -t tmpfs -o size=4m none disk || exit 77
            "$PROGRAM" capture -i {Texts} -m {_model} --chunk 10 -o disk/run/ --shard 1/6 --quiet || exit 78
            "$PROGRAM" capture -i {Texts} -m {_model} --chunk 10 -o disk/run/ --quiet &
            while kill -0 $! 2> /dev/null; do head -c 8m /dev/zero > disk/filler 2> /dev/null; done
            wait $!
            echo $?
            ls disk/run/chunks | wc -l
            rm disk/filler
            "$PROGRAM" capture -i {Texts} -m {_model} --chunk 10 -o disk/run/ --quiet || exit 79
            "$PROGRAM" merge disk/run/ -o maps.h5 --quiet
            """);
        (int exitCode, string output, string error) = ShellScript.Run(_folder.Path, "unshare --map-root-user --mount bash script");

        Assert.True(exitCode == 0, $"{exitCode} {error}");
        Assert.Matches("^1\n[1-5]\n$", output);
        Assert.Matches("^attn: '[^\n]*' (cannot be written: No space left on device|was not begun: [^\n]* free on its disk; [^\n]*)\\.\n$", error);
        Assert.Equal(File.ReadAllBytes(Path.Combine(plain, "maps.h5")), File.ReadAllBytes(_folder["maps.h5"]));
    }

    [Fact]
    public void How_much_it_comes_to_is_said_before_and_refused_beyond_the_disk()
    {
        // Of 66 texts of 5 tokens each, 25 numbers a map, 12 maps.
        File.WriteAllLines(Texts, Enumerable.Repeat("the cat sat", 66));
        string[] words = ["capture", "-i", Texts, "-m", _model];
        using (FreeDisk.Pretend(1e9))
        {
            Assert.Equal("attn: 66 texts of 330 tokens together: 166.7 kB expected, 1.0 GB free.\n", CliRun.Of([.. words, "-o", Run]).Error);
            Assert.Equal(
                "attn: 66 texts of 330 tokens together: 103.3 kB expected, 1.0 GB free.\n",
                CliRun.Of([.. words, "--queries", "[CLS]", "-o", _folder["rows.jsonl"]]).Error);
            Assert.Equal(
                "attn: 66 texts of 330 tokens together: 127.1 kB expected, 1.0 GB free.\n",
                CliRun.Of([.. words, "--store", "float16", "-o", _folder["maps.jsonl"]]).Error);
            CliRun.Of([.. words, "-o", _folder["quiet.h5"], "--quiet"]).Succeeded();
        }

        const string Instead = "keep fewer layers, heads or queries (--layers, --heads, --queries) or fewer digits (--store float16), or take another disk.";
        using IDisposable small = FreeDisk.Pretend(50_000);
        foreach (string place in (string[])[_folder["maps.safetensors"], _folder["other/"]])
        {
            CliRun.Of([.. words, "-o", place]).FailedWith(
                1, $"'{place}' was not begun: 66 texts of 330 tokens together come to at least 79.2 kB, but 50.0 kB are free on its disk; {Instead}");
        }

        CliRun.Of([.. words, "--store", "float16", "--layers", "0", "-o", _folder["maps.npz"], "--quiet"]).Succeeded();
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_sentence()
    {
        MakeTexts(12);
        Capture("--chunk", "4", "-o", Run).Succeeded();
        string begun = $"attn capture --input {Texts} --model {_model} --chunk 4";
        string after = $"; finish it as it was begun ({begun} -o {Run}), or name another folder.";
        Capture("--chunk", "4", "--heads", "1", "-o", Run)
            .FailedWith(1, $"'{Run}' holds a run that was made for no option, and not for --heads 1{after}");
        Capture("--chunk", "4", "--store", "float16", "-o", Run)
            .FailedWith(1, $"'{Run}' holds a run that was made for no option, and not for --store float16{after}");
        File.AppendAllText(Texts, "One more.\n");
        Capture("--chunk", "4", "-o", Run).FailedWith(
            1, $"'{Run}' holds a run that was made for other texts: '{Texts}' was another file then, or has changed since{after}");
        MakeTexts(12);

        using (FileStream held = new(Path.Combine(Run, "shards", "1-of-1.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Capture("--chunk", "4", "-o", Run).FailedWith(1, $"Shard 1/1 of '{Run}' is being computed by another process; let it finish, or end it first.");
        }

        File.Delete(Path.Combine(Run, "chunks", "000001.chunk"));
        CliRun.Of("merge", Run, "-o", _folder["maps.jsonl"]).FailedWith(
            1, $"'{Run}' is not complete: of its chunks 0 to 2 there is no 1; compute it with {begun} -o {Run}, and merge again.");
        Assert.Empty(Directory.GetFiles(_folder.Path, "maps*"));
        CliRun.Of("merge", Run).FailedWith(
            2, "Where should the numbers go? Give a file, -o run.safetensors; formats are .safetensors, .npz, .h5, .hdf5, .jsonl and .json.");
        CliRun.Of("capture", "The cat sat.", "-o", Run).FailedWith(2, $"'{Run}' keeps a run over a corpus; give a file of texts with -i FILE.");
        Capture("-o", Run, "-o", _folder["maps.h5"]).FailedWith(
            2, $"'{Run}' keeps a run's chunks, and nothing is written beside it: give it alone, then attn merge {Run} -o FILE.");
        CliRun.Of("capture", "The cat sat.", "--queries", "2-", "-o", _folder["maps.npz"]).FailedWith(
            2, "'2-' cannot be read after --queries: numbers and ranges from 0 up were expected, such as 0-3,5.");
        CliRun.Of("capture", "The cat sat.", "-o", "-", "--format", "jsonl").FailedWith(
            2, "'-' takes one file, and .jsonl has others beside it; give the name of a file, or another format.");
    }

    [Fact]
    public void A_text_that_is_too_long_stops_a_run_before_it_has_begun_and_status_says_so()
    {
        File.WriteAllLines(Texts, ["the cat sat", string.Join(' ', Enumerable.Repeat("cat", 100))]);
        string reason = "The text has 102 tokens, but model reads at most 80. Shorten it, or cut it off with --truncate. "
            + $"That was text 2 of '{Texts}', in line 2.";

        Capture("--chunk", "1", "-o", Run).FailedWith(1, reason);
        Assert.Contains($"shard 1/1 stopped (process {Environment.ProcessId} on {Environment.MachineName}): {reason}\n", CliRun.Of("status", Run).Out);
        Capture("-o", _folder["maps.npz"]).FailedWith(1, reason);
        Assert.Empty(Directory.GetFiles(_folder.Path, "maps*"));
        Capture("--truncate", "-o", _folder["maps.npz"]).Succeeded();
    }

    [Fact]
    public void A_cluster_is_given_the_parts_and_the_merge()
    {
        MakeTexts(12);
        CliRun run = CliRun.Of(
            "slurm", "capture", "-i", Texts, "-m", _model, "--chunk", "4", "--layers", "0", "-o", Run, "-o", _folder["maps.jsonl"], "--tasks", "3",
            "--dry-run", "--quiet");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(
            $" capture --shard \"$SLURM_ARRAY_TASK_ID/3\" -o {Run} -i {Texts} -m {_model} --chunk 4 --layers 0 &",
            File.ReadAllText(Path.Combine(Run, "slurm", "tasks.sh")));
        Assert.Contains($" merge {Run} -o {_folder["maps.jsonl"]}\n", File.ReadAllText(Path.Combine(Run, "slurm", "merge.sh")));
        Assert.Contains(
            "capture", CliRun.Of("kubernetes", "capture", "-i", Texts, "-o", "run/", "--tasks", "3", "--image", "attn", "--claim", "data").Succeeded().Out);
    }

    [Fact]
    public void Many_texts_take_hardly_more_memory_than_few()
    {
        long few = PeakOf(300);
        long many = PeakOf(LongSet.IsOn ? 6000 : 2000);

        // Their maps alone are 110 MB or 37, their tokens and texts as much again.
        Assert.InRange(many, 0, few + 30_000_000);
    }

    private long PeakOf(int count)
    {
        MakeTexts(count);
        using Process process = BuiltProgram.Start(["capture", "-i", Texts, "-m", _model, "-o", _folder[$"{count}.jsonl"], "--quiet", "--verbose"]);
        process.StandardInput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        string text = error.Split("at most ")[1].Split(" MB")[0];
        return 1_000_000 * long.Parse(text, CultureInfo.InvariantCulture);
    }

    private void MakeTexts(int count) => File.WriteAllLines(
        Texts, Enumerable.Range(0, count).Select(i => $"{string.Join(' ', Enumerable.Repeat("the cat sat", 1 + (i * 7 % 5)))} on the mat {i % 10}."));

    private CliRun Capture(params string[] more) => CliRun.Of(["capture", "-i", Texts, "-m", _model, "--quiet", .. more]);

    private string Made(string name, Func<string, CliRun> make)
    {
        string folder = Directory.CreateDirectory(_folder[name]).FullName;
        make(folder).Succeeded();
        return folder;
    }

    private static void AssertSameFiles(string expected, string actual)
    {
        string[] files = [.. Directory.GetFiles(expected).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(files, Directory.GetFiles(actual).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(expected, file)), File.ReadAllBytes(Path.Combine(actual, file))));
    }
}
