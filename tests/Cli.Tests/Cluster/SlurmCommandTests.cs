using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using AttnExtract.Cli.Cluster;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Cluster;

/// <summary>Batch scripts, and how they come to Slurm; tests/Slurm has the real one.</summary>
public sealed class SlurmCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _corpus;
    private readonly string _run;

    public SlurmCommandTests()
    {
        _corpus = _folder.Write("corpus.txt", "One.\nTwo.\nThree.\n"u8);
        _run = _folder["run/"];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_dry_run_writes_and_shows_a_job_array_and_what_merges()
    {
        CliRun run = CliRun.Of(
            "slurm", "heads", _corpus, "-o", _run, "-o", _folder["heads.svg"], "--cmap=Greens",
            "--tasks", "3", "--cpus", "2", "--time", "30", "--chunk", "1", "--partition=short", "--account", "lab", "--mem", "4g",
            "--sbatch=--qos=long", "--name", "survey", "--seed", "7", "--dry-run").Succeeded();

        string tasks = File.ReadAllText(_folder["run/slurm/tasks.sh"]);
        string merge = File.ReadAllText(_folder["run/slurm/merge.sh"]);
        string program = string.Join(' ', OwnProgram.Words());
        Assert.Equal(
            $"{_run}slurm/tasks.sh:\n{tasks}\n{_run}slurm/merge.sh:\n{merge}\n"
            + $"Nothing was submitted. Next: sbatch --test-only {_run}slurm/tasks.sh asks Slurm whether it would take the tasks.\n",
            run.Out);
        Assert.Equal(
            $$"""
            #!/bin/bash
            #SBATCH --job-name=survey
            #SBATCH --time=30
            #SBATCH --mem=4G
            #SBATCH --partition=short
            #SBATCH --account=lab
            #SBATCH --qos=long
            #SBATCH --chdir="{{Directory.GetCurrentDirectory()}}"
            #SBATCH --output="{{_run}}slurm/%A_%a.log"
            #SBATCH --open-mode=append
            #SBATCH --array=1-3
            #SBATCH --cpus-per-task=2
            #SBATCH --requeue
            #SBATCH --signal=B:USR1@60

            # Each task computes its share of the chunks, and skips those that are there. Some of them may be submitted again: sbatch --array=3,5
            export ATTN_THREADS="$SLURM_CPUS_PER_TASK"
            {{program}} heads --shard "$SLURM_ARRAY_TASK_ID/3" -o {{_run}} {{_corpus}} --chunk 1 --seed 7 &
            study=$!

            # Whoever has to make room ends at once: what is computed is kept.
            trap 'kill -TERM "$study"; wait "$study"; exit 143' TERM

            # Shortly before its time is up a task goes back into the queue, for what is left.
            trap 'kill -TERM "$study"; wait "$study"
                [ "${SLURM_RESTART_COUNT:-0}" -lt 100 ] && scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && sleep 60
                exit 1' USR1
            wait "$study"

            """,
            tasks);
        Assert.Equal(
            $$"""
            #!/bin/bash
            #SBATCH --job-name=survey-merge
            #SBATCH --time=30
            #SBATCH --mem=4G
            #SBATCH --partition=short
            #SBATCH --account=lab
            #SBATCH --qos=long
            #SBATCH --chdir="{{Directory.GetCurrentDirectory()}}"
            #SBATCH --output="{{_run}}slurm/merge-%j.log"
            #SBATCH --open-mode=append
            #SBATCH --requeue
            #SBATCH --kill-on-invalid-dep=yes

            {{program}} merge {{_run}} -o {{_folder["heads.svg"]}} --cmap Greens

            """,
            merge);
    }

    [Fact]
    public void There_are_no_more_tasks_than_chunks()
    {
        CliRun run = CliRun.Of("slurm", "heads", _corpus, "-o", _run, "--tasks", "32", "--chunk", "2", "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            $"attn: {_run} has 2 chunks, and so 2 tasks instead of 32: smaller chunks (--chunk) make more of them, in another folder.\n", run.Error);
        Assert.Contains("\n#SBATCH --array=1-2\n", File.ReadAllText(_folder["run/slurm/tasks.sh"]), StringComparison.Ordinal);
        Assert.Contains("run/: 3 texts in 2 chunks, of which 2 are missing. Nothing was computed;", Plan(), StringComparison.Ordinal);

        string Plan() => CliRun.Of("heads", _corpus, "-o", _run, "--chunk", "2", "--plan").Succeeded().Out;
    }

    [Theory]
    [InlineData("heads {0} -o {1} -o heads.cvs", 2, "heads.cvs")]
    [InlineData("heads {0} -o {1} -m nowhere", 1, "nowhere")]
    [InlineData("heads {0}.gone -o {1}", 1, "corpus.txt.gone")]
    [InlineData("embed {0} -o {1}", 2, "Where should the vectors go?")]
    [InlineData("embed {0} -o {1} -o vectors.npy --pooling men", 2, "men")]
    public void What_the_study_or_the_merge_would_refuse_is_refused_before_a_script_is_there(string line, int exitCode, string named)
    {
        CliRun run = CliRun.Of(["slurm", .. string.Format(CultureInfo.InvariantCulture, line, _corpus, _run).Split(' '), "--tasks", "2", "--dry-run"]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
        Assert.False(Directory.Exists(_folder["run/slurm"]));
    }

    [Fact]
    public void Any_word_reaches_the_study_as_it_was_typed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string[] words = ["it's \"quoted\"", "$HOME `id` \\ !", "two\nlines", "--", "-5", "*", ""];
        string shown = _folder["shown"];
        string program = _folder.Write("show me", "#!/bin/sh\nprintf '%s\\0' \"$@\" > \"$SHOWN\"\n"u8);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ClusterRequest request = new("attn-heads", 1, 1, null, null);
        SlurmScripts scripts = new("run/", words, words, request, new(null, null, []), _folder.Path, [program]);

        foreach (SlurmScript script in (SlurmScript[])[scripts.Tasks, scripts.Merge])
        {
            ProcessStartInfo start = new("bash", [_folder.Write("script", Encoding.UTF8.GetBytes(script.Text))]);
            start.Environment["SHOWN"] = shown;
            start.Environment["SLURM_CPUS_PER_TASK"] = "1";
            start.Environment["SLURM_ARRAY_TASK_ID"] = "1";
            using Process process = Process.Start(start)!;
            process.WaitForExit();

            string[] share = script == scripts.Tasks ? ["--shard", "1/1"] : [];
            Assert.Equal(0, process.ExitCode);
            Assert.Equal([words[0], .. share, .. words[1..]], File.ReadAllText(shown).Split('\0')[..^1]);
            File.Delete(shown);
        }
    }

    [Fact]
    public void Paths_on_lines_for_Slurm_are_quoted_as_it_reads_them()
    {
        Assert.Equal("\"/a b/it's \\\"quoted\\\"\"", Quoting.ForSlurm("/a b/it's \"quoted\""));
        Assert.Equal("50%%/x", Quoting.WithoutNumbers("50%/x"));
        CliRun.Of("slurm", "heads", _corpus, "-o", "a\\b/", "--tasks", "2", "--dry-run").FailedWith(
            2, "'a\\b/slurm' cannot be named in a batch script, because Slurm reads a backslash or a line break in it as something "
                + "else; take a folder without.");
    }

    [Fact]
    public void Both_scripts_are_asked_about_before_they_are_submitted_one_after_the_other()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        CliRun run = WithSlurm("case \"$*\" in --test-only*) ;; *tasks.sh) echo '41;here' ;; *) echo 42 ;; esac", "--json").Succeeded();

        Assert.Equal(
            [
                $"--test-only {_run}slurm/tasks.sh", $"--test-only {_run}slurm/merge.sh",
                $"--parsable {_run}slurm/tasks.sh", $"--parsable --dependency=afterok:41 {_run}slurm/merge.sh",
            ],
            File.ReadAllLines(_folder["asked"]));
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal("41", json.RootElement.GetProperty("tasks").GetProperty("job").GetString());
        Assert.Equal("42", json.RootElement.GetProperty("merge").GetProperty("job").GetString());
        Assert.Equal(File.ReadAllText(_folder["run/slurm/merge.sh"]), json.RootElement.GetProperty("merge").GetProperty("text").GetString());
        Assert.EndsWith(
            "Submitted job 7, the tasks, and job 7, which merges what they leave when all are done.\n"
            + $"Next: attn status {_run} says how far they are, squeue --jobs=7,7 what waits.\n",
            WithSlurm("echo 7").Succeeded().Out);
    }

    [Fact]
    public void What_Slurm_refuses_is_said_in_a_sentence()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        CliRun run = WithSlurm("printf 'sbatch: error: invalid partition: x\\nallocation failure: Invalid partition name specified\\n' >&2; exit 1");

        run.FailedWith(
            1, $"Slurm does not take '{_run}slurm/tasks.sh': allocation failure: Invalid partition name specified. 'sinfo' lists what there is; "
                + $"change the options and run again. '{_run}slurm/tasks.sh', '{_run}slurm/merge.sh' were written before.");
    }

    [Fact]
    public void Without_Slurm_nothing_is_written()
    {
        CliRun.With(new() { Variables = { ["PATH"] = _folder.Path } }, "slurm", "heads", _corpus, "-o", _run, "--tasks", "2").FailedWith(
            1, "Slurm is not on this machine: there is no sbatch among the programs, and nothing was written; run this where jobs are submitted, "
                + "or add --dry-run for the scripts alone.");
        Assert.False(Directory.Exists(_run));
    }

    [Theory]
    [InlineData(
        "figure text -o run/ --tasks 2",
        "'attn figure' has no chunks that machines could share; capture, ablate, diff, measure, heads, predict and embed have.")]
    [InlineData("--tasks 2", "Which study? Give its command line: attn slurm heads corpus.txt -o run/ --tasks 32")]
    [InlineData("haeds corpus.txt -o run/ --tasks 2", null)]
    [InlineData("heads corpus.txt -o run/ --tasks 2 --sead 1", null)]
    [InlineData("heads corpus.txt -o run/ --tasks", null)]
    [InlineData("heads corpus.txt -o run/ --tasks --cpus 2", null)]
    [InlineData("heads corpus.txt --tasks 2", NoFolder)]
    [InlineData(
        "heads corpus.txt -o run/ --tasks 2 --shard 1/2",
        "'--shard' is for one process, and 'attn slurm' gives every task its own share of the chunks; leave it out.")]
    [InlineData(
        "heads corpus.txt --plan -o run/ --tasks 2",
        "'--plan' is for one process, and 'attn slurm' gives every task its own share of the chunks; leave it out.")]
    [InlineData("heads corpus.txt -o run/", "Into how many parts? Give --tasks 32, for instance. See 'attn slurm --help'.")]
    [InlineData(
        "heads corpus.txt -o run/ --tasks 2 --mem 2", "--mem '2' is no amount of memory; a number with K, M, G or T was expected, such as 2G.")]
    [InlineData("heads corpus.txt -o run/ --tasks 2 --time 0", BadTime)]
    [InlineData("heads corpus.txt -o run/ --tasks 2 --name A_b",
        "--name 'A_b' is no name of a job; up to 50 small letters, digits and hyphens between them were expected.")]
    [InlineData("heads corpus.txt -o run/ --tasks 2 --sbatch qos",
        "--sbatch 'qos' is no option of sbatch; one with its dashes was expected, as --sbatch=--qos=long.")]
    [InlineData("heads corpus.txt -o run/ --tasks 2 --partition=a\tb",
        "'a\tb' cannot stand in a batch script; one word without blanks was expected.")]
    public void A_typo_is_found_before_it_waits_in_a_queue(string line, string? message)
    {
        CliRun run = CliRun.Of(["slurm", .. line.Split(' '), "--dry-run"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.False(Directory.Exists("run"));
        if (message is not null)
        {
            Assert.Equal($"attn: {message}\n", run.Error);
        }
    }

    [Theory]
    [InlineData("30", 30 * 60)]
    [InlineData("90:30", (90 * 60) + 30)]
    [InlineData("2:30:15", (2 * 3600) + (30 * 60) + 15)]
    [InlineData("1-12", 36 * 3600)]
    [InlineData("1-12:30", (36 * 3600) + (30 * 60))]
    [InlineData("1-12:30:15", (36 * 3600) + (30 * 60) + 15)]
    public void Times_are_those_of_sbatch(string typed, int seconds)
    {
        string manifest = CliRun.Of(
            "kubernetes", "heads", "corpus.txt", "-o", "run/", "--tasks", "2", "--image", "a", "--claim", "b", "--time", typed).Succeeded().Out;

        Assert.Contains($"\n      activeDeadlineSeconds: {seconds}\n", manifest);
    }

    [Fact]
    public void No_study_has_an_option_that_a_cluster_takes_for_its_own()
    {
        HashSet<string> own = [.. ClusterOptions.All.Concat(SlurmOptions.All).Concat(KubernetesOptions.All).SelectMany(NamesOf)];

        Assert.All(
            CommandCatalog.All.Where(command => command is not ClusterCommand),
            command => Assert.DoesNotContain(command.Syntax.Options.SelectMany(NamesOf), own.Contains));

        static IEnumerable<string> NamesOf(System.CommandLine.Option option) => option.Aliases.Append(option.Name);
    }

    private const string BadTime =
        "--time '0' is no time; minutes, minutes:seconds, hours:minutes:seconds or days-hours:minutes:seconds were expected, "
        + "such as 30 or 1-12:00:00.";

    private const string NoFolder =
        "Machines share a study through a folder, and 'attn heads' was given none or several: add one -o run/, whose name ends in a slash. "
        + "See 'attn slurm --help'.";

    // An sbatch that notes what it is asked.
    [UnsupportedOSPlatform("windows")]
    private CliRun WithSlurm(string answer, params string[] more)
    {
        string programs = Directory.CreateDirectory(_folder["programs"]).FullName;
        string sbatch = Path.Combine(programs, "sbatch");
        File.WriteAllText(sbatch, $"#!/bin/sh\necho \"$*\" >> '{_folder["asked"]}'\n{answer}\n");
        File.SetUnixFileMode(sbatch, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return CliRun.With(
            new() { Variables = { ["PATH"] = $"/nowhere:{programs}" } },
            ["slurm", "heads", _corpus, "-o", _run, "-o", _folder["heads.csv"], "--tasks", "2", "--chunk", "2", .. more]);
    }
}
