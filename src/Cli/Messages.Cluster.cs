using AttnExtract.Cli.Cluster;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Cli;

/// <content>What is said of clusters.</content>
internal static partial class Messages
{
    /// <summary>No study.</summary>
    public static string NoStudy(ProgramCommand command) =>
        $"Which study? Give its command line: attn {command.Name} heads corpus.txt -o run/ {ClusterOptions.Tasks.Name} 32";

    /// <summary>A command that does not go over a corpus in chunks.</summary>
    public static string NotShared(string command) =>
        $"'attn {command}' has no chunks that machines could share; "
        + $"{Listed(CommandCatalog.All.Where(one => one.OwnOptions.Contains(RunFolderOptions.Shard)).Select(one => one.Name))} have.";

    /// <summary>More tasks than there is to do.</summary>
    public static string FewerTasks(ClusterRequest request, RunFolder run) =>
        $"{run.Path} has {Count(run.Plan.ChunkCount, "chunk")}, and so {Count(run.Plan.ChunkCount, "task")} instead of {request.Tasks}: smaller chunks "
        + $"({RunFolderOptions.Chunk.Name}) make more of them, in another folder.";

    /// <summary>A study that keeps nothing in a folder, or in several.</summary>
    public static string NoRunFolder(ProgramCommand command, string study) =>
        $"Machines share a study through a folder, and 'attn {study}' was given none or several: add one -o run/, whose name ends in a slash. "
        + $"See 'attn {command.Name} --help'.";

    /// <summary>What says how much of a study one process does.</summary>
    public static string NotOfTasks(ProgramCommand command, string option) =>
        $"'{option}' is for one process, and 'attn {command.Name}' gives every task its own share of the chunks; leave it out.";

    /// <summary>A run that no two pods would see.</summary>
    public static string OutsideVolume(string folder, string mounted) =>
        $"'{folder}' is not in the volume that pods share, which they see as {mounted}; "
        + $"name the folder as it is called in there, such as run/ or {mounted}/run/.";

    /// <summary>No number of parts.</summary>
    public static string NoTaskCount(ProgramCommand command) =>
        $"Into how many parts? Give {ClusterOptions.Tasks.Name} 32, for instance. See 'attn {command.Name} --help'.";

    /// <summary>What is no name of a job.</summary>
    public static string BadJobName(string option, string typed) =>
        $"{option} '{typed}' is no name of a job; up to 50 small letters, digits and hyphens between them were expected.";

    /// <summary>What is no amount of memory.</summary>
    public static string BadMemory(string option, string typed) =>
        $"{option} '{typed}' is no amount of memory; a number with K, M, G or T was expected, such as 2G.";

    /// <summary>What is no time limit.</summary>
    public static string BadTime(string option, string typed) =>
        $"{option} '{typed}' is no time; minutes, minutes:seconds, hours:minutes:seconds or days-hours:minutes:seconds were expected, "
        + "such as 30 or 1-12:00:00.";

    /// <summary>What would be two words to Slurm, or none.</summary>
    public static string BadSlurmWord(string typed) => $"'{typed}' cannot stand in a batch script; one word without blanks was expected.";

    /// <summary>What is no option of <c>sbatch</c>.</summary>
    public static string NoSbatchOption(string option, string typed) =>
        $"{option} '{typed}' is no option of sbatch; one with its dashes was expected, as {option}=--qos=long.";

    /// <summary>A path with characters that Slurm reads as something else.</summary>
    public static string NoPathForSlurm(string path) =>
        $"'{path}' cannot be named in a batch script, because Slurm reads a backslash or a line break in it as something else; take a "
        + "folder without.";

    /// <summary>No Slurm.</summary>
    public static string NoSlurm() =>
        "Slurm is not on this machine: there is no sbatch among the programs, and nothing was written; run this where jobs are submitted, "
        + $"or add {SlurmOptions.DryRun.Name} for the scripts alone.";

    /// <summary>Slurm takes no such job.</summary>
    public static string SlurmRefuses(string script, string reason) =>
        $"Slurm does not take '{script}': {reason.TrimEnd('.')}. 'sinfo' lists what there is; change the options and run again.";

    /// <summary>Scripts, and no jobs.</summary>
    public static string NotSubmitted(SlurmScripts scripts) =>
        $"Nothing was submitted. Next: {ShellWords.Of(["sbatch", "--test-only", scripts.Tasks.Path])} asks Slurm whether it would take "
        + "the tasks.";

    /// <summary>Jobs.</summary>
    public static string Submitted(SlurmJobs jobs, string folder) =>
        $"Submitted job {jobs.Tasks}, the tasks, and job {jobs.Merge}, which merges what they leave when all are done.\n"
        + $"Next: {ShellWords.Of(["attn", "status", folder])} says how far they are, squeue --jobs={jobs.Tasks},{jobs.Merge} what waits.";

    /// <summary>An option without which there is no manifest.</summary>
    public static string NeedsOption(ProgramCommand command, string option, string example) =>
        $"{option} is missing: give {option} {example}, for instance. See 'attn {command.Name} --help'.";
}
