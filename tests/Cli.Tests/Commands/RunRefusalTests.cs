using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>What is said where a run in a folder cannot begin, go on or be merged, whatever the study.</summary>
public sealed class RunRefusalTests : IDisposable
{
    private static readonly string Model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");

    private readonly TemporaryFolder _folder = new();

    public RunRefusalTests()
    {
        string[] lines = [.. Enumerable.Range(0, 23).Select(i => $"{string.Join(' ', Enumerable.Repeat("the cat sat", 1 + (i % 5)))} on the [MASK].")];
        File.WriteAllLines(_folder["texts.txt"], lines);
        File.WriteAllLines(_folder["pairs.txt"], lines.Select(line => $"{line}\t{line} again"));
    }

    /// <summary>Studies: the file, the rest of the command line, and one option more.</summary>
    public static TheoryData<string, string, string, string> Studies { get; } = new()
    {
        { "ablate", "texts.txt", "", "--seed 2" },
        { "measure", "texts.txt", "--kind rollout", "--layers 0" },
        { "predict", "texts.txt", "", "--top 3" },
        { "diff", "pairs.txt", "", "--layers 0" },
    };

    /// <summary>Those that meet a full disk.</summary>
    public static IEnumerable<ITheoryDataRow> OnFullDisks => LongSet.Of(1, Studies);

    private string Run => _folder["run"] + "/";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Studies))]
    public void Another_plan_another_corpus_and_a_chunk_that_is_missing_are_named(string study, string file, string options, string more)
    {
        string command = $"attn {study} --input {_folder[file]}{(options.Length > 0 ? $" {options}" : "")} --model {Model} --chunk 8";
        string after = $"; finish it as it was begun ({command} -o {Run}), or name another folder.";
        string asked = options.Length > 0 ? options : "no option";
        Of(study, file, options).Succeeded();

        Of(study, file, options, more).FailedWith(
            1, $"'{Run}' holds a run that was made for {asked}, and not for {(options.Length > 0 ? $"{options} " : "")}{more}{after}");
        CliRun.Of("embed", _folder[file], "-m", Model, "-o", Run).FailedWith(
            1, $"'{Run}' holds a run that was made for attn {study}, and not for attn embed{after}");
        string before = File.ReadAllText(_folder[file]);
        File.AppendAllText(_folder[file], "the cat\tthe dog\n");
        Of(study, file, options).FailedWith(
            1, $"'{Run}' holds a run that was made for other texts: '{_folder[file]}' was another file then, or has changed since{after}");
        File.WriteAllText(_folder[file], before);

        File.Delete(Path.Join(Run, "chunks", "000001.chunk"));
        CliRun.Of("merge", Run, "-o", _folder["merged.csv"]).FailedWith(
            1, $"'{Run}' is not complete: of its chunks 0 to 2 there is no 1; compute it with {command} -o {Run}, and merge again.");
        Assert.False(File.Exists(_folder["merged.csv"]));
        Of(study, file, options).Succeeded();
        CliRun.Of("merge", Run, "-o", _folder["merged.csv"], "--quiet").Succeeded();
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void A_second_process_on_a_shard_is_told_which_the_first_is(string study, string file, string options, string more)
    {
        _ = more;
        Of(study, file, options, "--shard 1/2").Succeeded();
        string state = Path.Join(Run, "shards", "2-of-2");
        File.WriteAllText($"{state}.json", """{"shard":"2/2","host":"node7","process":4711,"texts":3,"seconds":1.5,"failure":null}""");
        using (FileStream held = new($"{state}.lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Of(study, file, options, "--shard 2/2").FailedWith(
                1, $"Shard 2/2 of '{Run}' is being computed by process 4711 on node7; let it finish, or end it first.");
            string status = CliRun.Of("status", Run).Succeeded().Out;
            Assert.Contains("2 done, 1 left; 1 shard at work", status);
            Assert.Contains($"\nWhat the shards at work leave is done by attn {study} ", status);
        }

        Assert.Contains("shard 2/2 stopped (process 4711 on node7): it ended without a word\n", CliRun.Of("status", Run).Succeeded().Out);
        Of(study, file, options, "--shard 2/2").Succeeded();
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void What_is_no_corpus_is_refused(string study, string file, string options, string more)
    {
        _ = more;
        CliRun.Of([study, "-i", "-", .. Words(options), "-m", Model, "-o", Run]).FailedWith(
            2, $"'{Run}' keeps a run that may go on later, when standard input is gone; name a file of texts.");
        CliRun.Of([study, "-i", _folder["none.txt"], .. Words(options), "-m", Model, "-o", Run]).FailedWith(
            1, $"There is no file '{_folder["none.txt"]}'. 'attn {study} --input' takes a file of texts, one a line.");
        File.WriteAllText(_folder[file], "");
        CliRun.Of([study, "-i", _folder[file], .. Words(options), "-m", Model, "-o", Run]).FailedWith(
            1, $"'{_folder[file]}' holds no text; one a line was expected.");
        Assert.False(Directory.Exists(Run));
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void Without_Slurm_nothing_is_written(string study, string file, string options, string more)
    {
        _ = more;
        CliRun.With(
            new() { Variables = { ["PATH"] = _folder.Path } },
            ["slurm", study, "-i", _folder[file], .. Words(options), "-m", Model, "-o", Run, "-o", _folder["a.csv"], "--tasks", "2"]).FailedWith(
            1, "Slurm is not on this machine: there is no sbatch among the programs, and nothing was written; run this where jobs are submitted, "
                + "or add --dry-run for the scripts alone.");
        Assert.False(Directory.Exists(Run));
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void Tasks_of_a_cluster_get_the_study_and_its_merge_the_files(string study, string file, string options, string more)
    {
        _ = more;
        string[] words = [study, "-i", _folder[file], .. Words(options), "-m", Model, "--chunk", "8", "-o", Run];
        CliRun run = CliRun.Of(["slurm", .. words, "-o", _folder["a.csv"], "--tasks", "2", "--dry-run"]).Succeeded();
        string task = $"-o {Run} -i {_folder[file]} {(options.Length > 0 ? $"{options} " : "")}-m {Model} --chunk 8";
        Assert.Contains($" {study} --shard \"$SLURM_ARRAY_TASK_ID/2\" {task} &\n", run.Out);
        Assert.Contains($" merge {Run} -o {_folder["a.csv"]}\n", run.Out);
        Assert.Contains("23 texts in 3 chunks\n0 done, 3 left", CliRun.Of("status", Run).Succeeded().Out);
        string manifest = CliRun.Of(
            ["kubernetes", .. words.Select(word => word == Run ? "run/" : word), "-o", "a.csv", "--tasks", "2", "--image", "attn:1", "--claim", "data"])
            .Succeeded().Out;
        Assert.Contains($"name: attn-{study}\n", manifest);
        Assert.Contains("merge", manifest);
    }

    [Theory]
    [MemberData(nameof(OnFullDisks))]
    public void A_disk_that_is_full_in_the_middle_keeps_what_is_done(string study, string file, string options, string more)
    {
        _ = more;
        if (OperatingSystem.IsWindows() || ShellScript.Run("/", "unshare --map-root-user --mount true").ExitCode != 0)
        {
            // Nobody may mount here.
            return;
        }

        string line = $"\"$PROGRAM\" {study} -i {_folder[file]} {options} -m {Model} --chunk 1 --quiet -o run/";
        File.WriteAllText(_folder["script"], $"""
            mkdir small && mount -t tmpfs -o size=60k none small && cd small || exit 77
            {line}
            echo "$?"
            "$PROGRAM" status run/ | grep -o 'shard 1/1 stopped .*'
            mount -o remount,size=64m . || exit 77
            {line}
            echo "$?"
            "$PROGRAM" merge run/ --quiet -o ../merged.csv
            """);
        (int exitCode, string output, string error) = ShellScript.Run(_folder.Path, "unshare --map-root-user --mount bash script");
        Assert.True(exitCode == 0, output + error);
        const string Full = @"'run/(chunks/0000\d\d\.chunk|shards/1-of-1\.json)' cannot be written: No space left on device\.?";

        // Where the reason finds no room either, it cannot be told later.
        Assert.Matches($@"^attn: {Full}\n$", error);
        Assert.Matches($@"^1\nshard 1/1 stopped \(process \d+ on [^)]*\): ({Full}|it ended without a word)\n0\n$", output);
        CliRun.Of([study, "-i", _folder[file], .. Words(options), "-m", Model, "--chunk", "1", "--quiet", "-o", _folder["plain.csv"]]).Succeeded();
        Assert.Equal(File.ReadAllBytes(_folder["plain.csv"]), File.ReadAllBytes(_folder["merged.csv"]));
    }

    [Fact]
    public void A_disk_that_may_only_be_read_is_not_taken_for_another_process()
    {
        if (OperatingSystem.IsWindows() || ShellScript.Run("/", "unshare --map-root-user --mount true").ExitCode != 0)
        {
            // Nobody may mount here.
            return;
        }

        (string study, string file, string options, _) = Studies.First().Data;
        string line = $"\"$PROGRAM\" {study} -i {_folder[file]} {options} -m {Model} --chunk 8 --quiet -o run/";
        File.WriteAllText(_folder["script"], $"""
            mkdir small && mount -t tmpfs -o size=64m none small && cd small || exit 77
            {line}
            mount -o remount,ro . || exit 77
            {line}
            """);

        (int exitCode, _, string error) = ShellScript.Run(_folder.Path, "unshare --map-root-user --mount bash script");

        Assert.Equal((1, "attn: 'run/shards/1-of-1.lock' cannot be written: Read-only file system.\n"), (exitCode, error));
    }

    [Fact]
    public void A_plan_of_what_is_no_study_is_damaged()
    {
        (string study, string file, string options, _) = Studies.First().Data;
        Of(study, file, options).Succeeded();
        string plan = Path.Join(Run, "plan.json");
        File.WriteAllText(plan, File.ReadAllText(plan).Replace($"\"study\": \"{study}\"", "\"study\": \"nonsense\"", StringComparison.Ordinal));

        CliRun.Of("merge", Run, "-o", _folder["merged.csv"]).FailedWith(
            1, $"The plan in '{Run}' is damaged: 'nonsense' is no study over a corpus. Start the study again in a new folder.");
    }

    [Fact]
    public void A_folder_for_passing_files_that_is_not_there_is_named()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The statistics of a chunk of this corpus come to more than a megabyte.
        File.WriteAllText(_folder["texts.txt"], "The cat sat.\nThe dog ran.\n");
        (int exitCode, _, string error) = BuiltProgram.Run(["heads", _folder["texts.txt"], "-o", _folder["a.csv"]], ("TMPDIR", _folder["nowhere"]));

        Assert.Equal(
            (1, $"attn: What is computed cannot be kept in '{_folder["nowhere"]}/' meanwhile: there is no such folder; let TMPDIR name a folder with room.\n"),
            (exitCode, error));
    }

    [Fact]
    public void A_table_whose_lines_are_taken_for_texts_is_remarked()
    {
        string table = _folder["table.csv"];
        File.WriteAllText(table, "id,text\n1,the cat sat\n");
        string Remarks(params string[] more) =>
            CliRun.Of(["embed", table, .. more, "-m", Model, "-o", _folder["a.npy"]]).Error;

        Assert.Contains($"attn: '{table}' was read line by line, its first line too; --column NAME takes the texts of a column.\n", Remarks());
        Assert.DoesNotContain("line by line", Remarks("--column", "text"));
    }

    private static string[] Words(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private CliRun Of(string study, string file, params string[] options) =>
        CliRun.Of([study, "-i", _folder[file], .. options.SelectMany(Words), "-m", Model, "--chunk", "8", "-o", Run]);
}
