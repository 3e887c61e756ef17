using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Cluster;

/// <summary>The batch scripts of a shared study: one for every part, and one that puts together what they leave.</summary>
internal sealed class SlurmScripts
{
    // Slurm may send a signal so many seconds before a task's time is up; a task needs a moment to end.
    private const int SecondsOfWarning = 60;

    // Whoever is never done in the time that it has must not come back for ever.
    private const int MostRestarts = 100;

    private readonly ClusterRequest _request;
    private readonly SlurmRequest _slurm;
    private readonly string _directory;
    private readonly IReadOnlyList<string> _program;

    /// <summary>Writes them.</summary>
    /// <param name="run">The folder of the run, as it was typed.</param>
    /// <param name="task">What each part runs, after the program.</param>
    /// <param name="merge">What puts together what they leave.</param>
    /// <param name="request">What each part takes.</param>
    /// <param name="slurm">What Slurm alone is asked for.</param>
    /// <param name="directory">The folder that the study's paths begin in.</param>
    /// <param name="program">How this program is started.</param>
    /// <exception cref="UsageException">A path cannot stand in a script.</exception>
    public SlurmScripts(
        string run, IReadOnlyList<string> task, IReadOnlyList<string> merge, ClusterRequest request, SlurmRequest slurm, string directory,
        IReadOnlyList<string> program)
    {
        (_request, _slurm, _directory, _program) = (request, slurm, directory, program);
        Folder = FolderIn(run);
        Tasks = new(Path.Combine(Folder, "tasks.sh"), TasksText(task));
        Merge = new(Path.Combine(Folder, "merge.sh"), MergeText(merge));
    }

    /// <summary>The folder that they lie in.</summary>
    public string Folder { get; }

    /// <summary>The job array: one task a part.</summary>
    public SlurmScript Tasks { get; }

    /// <summary>The job that comes after it.</summary>
    public SlurmScript Merge { get; }

    /// <summary>Both, in the order in which they run.</summary>
    public IReadOnlyList<SlurmScript> All => [Tasks, Merge];

    /// <summary>Refuses what cannot stand in a script.</summary>
    /// <param name="directory">The folder that the study's paths begin in.</param>
    /// <param name="run">The folder of the run.</param>
    /// <exception cref="UsageException">Slurm cannot be told of it.</exception>
    public static void RequireNames(string directory, string run) => _ = (Quoting.ForSlurm(directory), Quoting.ForSlurm(FolderIn(run)));

    private static string FolderIn(string run) => Path.Combine(run, RunFolder.ScriptsName);

    private string TasksText(IReadOnlyList<string> task) =>
        $$"""
        {{Head("", "%A_%a")}}
        #SBATCH --array=1-{{_request.Tasks}}
        #SBATCH --cpus-per-task={{_request.Cpus}}
        #SBATCH --requeue
        #SBATCH --signal=B:USR1@{{SecondsOfWarning}}

        # Each task computes its share of the chunks, and skips those that are there. Some of them may be submitted again: sbatch --array=3,5
        export ATTN_THREADS="$SLURM_CPUS_PER_TASK"
        {{Line([task[0]])}} --shard "$SLURM_ARRAY_TASK_ID/{{_request.Tasks}}" {{ShellWords.Of([.. task.Skip(1)])}} &
        study=$!

        # Whoever has to make room ends at once: what is computed is kept.
        trap 'kill -TERM "$study"; wait "$study"; exit 143' TERM

        # Shortly before its time is up a task goes back into the queue, for what is left.
        trap 'kill -TERM "$study"; wait "$study"
            [ "${SLURM_RESTART_COUNT:-0}" -lt {{MostRestarts}} ] && scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && sleep 60
            exit 1' USR1
        wait "$study"

        """;

    private string MergeText(IReadOnlyList<string> merge) =>
        $$"""
        {{Head("-merge", "merge-%j")}}
        #SBATCH --requeue
        #SBATCH --kill-on-invalid-dep=yes

        {{Line(merge)}}

        """;

    private string Head(string suffix, string log) => string.Join('\n',
    [
        "#!/bin/bash",
        $"#SBATCH --job-name={_request.Name}{suffix}",
        .. _request.Time is { } time ? [$"#SBATCH --time={time.Text}"] : Array.Empty<string>(),
        .. _request.Memory is { } memory ? [$"#SBATCH --mem={memory.Number}{memory.Unit}"] : Array.Empty<string>(),
        .. _slurm.Partition is { } partition ? [$"#SBATCH --partition={partition}"] : Array.Empty<string>(),
        .. _slurm.Account is { } account ? [$"#SBATCH --account={account}"] : Array.Empty<string>(),
        .. _slurm.Others.Select(option => $"#SBATCH {option}"),
        $"#SBATCH --chdir={Quoting.ForSlurm(_directory)}",
        $"#SBATCH --output={Quoting.ForSlurm($"{Quoting.WithoutNumbers(Folder)}/{log}.log")}",
        "#SBATCH --open-mode=append",
    ]);

    private string Line(IReadOnlyList<string> arguments) => ShellWords.Of([.. _program, .. arguments]);
}

/// <summary>A batch script.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Text">What it says.</param>
internal sealed record SlurmScript(string Path, string Text);
