using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>A share of a run's chunks: every Count-th of them, from the Number-th on.</summary>
public sealed record Shard
{
    // What Slurm says to the tasks of an array, and Kubernetes to the pods of an indexed job; the last one a manifest must set.
    private const string SlurmTask = "SLURM_ARRAY_TASK_ID";
    private const string SlurmFirst = "SLURM_ARRAY_TASK_MIN";
    private const string SlurmCount = "SLURM_ARRAY_TASK_COUNT";
    private const string SlurmStep = "SLURM_ARRAY_TASK_STEP";
    private const string JobIndex = "JOB_COMPLETION_INDEX";
    private const string JobCount = "COMPLETIONS";

    /// <summary>One share of several.</summary>
    /// <param name="number">Which, from 1.</param>
    /// <param name="count">Of how many.</param>
    /// <exception cref="AttnExtractException">There is no such share.</exception>
    public Shard(int number, int count)
    {
        (Number, Count) = number >= 1 && number <= count
            ? (number, count)
            : throw new AttnExtractException($"There is no shard {number} of {count}: shards are counted from 1, so that the last is {count}/{count}.");
    }

    /// <summary>Everything.</summary>
    public static Shard All { get; } = new(1, 1);

    /// <summary>Which share, from 1.</summary>
    public int Number { get; }

    /// <summary>How many shares there are.</summary>
    public int Count { get; }

    /// <summary>Reads a share that is written as <c>3/8</c>.</summary>
    /// <exception cref="AttnExtractException">It is not so written, or there is no such share.</exception>
    public static Shard Parse(string text) =>
        text.Split('/') is [string number, string count] && Whole(number) is { } which && Whole(count) is { } all
            ? new(which, all)
            : throw new AttnExtractException($"'{text}' is no shard; give its number and how many there are, such as 3/8.");

    /// <summary>The share of the task of a Slurm array, or of the pod of an indexed job of Kubernetes, that this process is; null for neither.</summary>
    /// <param name="variable">The value of an environment variable, or null.</param>
    /// <exception cref="AttnExtractException">The variables do not say which share that is.</exception>
    public static Shard? OfTask(Func<string, string?> variable) =>
        variable(SlurmTask) is { } task
            ? new(
                ((Variable(SlurmTask, task) - Variable(SlurmFirst, variable(SlurmFirst) ?? "0")) / Variable(SlurmStep, variable(SlurmStep) ?? "1")) + 1,
                Variable(SlurmCount, variable(SlurmCount)))
        : variable(JobIndex) is { } index ? new(Variable(JobIndex, index) + 1, Variable(JobCount, variable(JobCount)))
        : null;

    /// <summary>Whether a chunk is of this share.</summary>
    /// <param name="chunk">The chunk's 0-based number.</param>
    public bool Has(int chunk) => chunk % Count == Number - 1;

    /// <summary>As in <c>3/8</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static int Variable(string name, string? value) => Whole(value) ?? throw new AttnExtractException(
        $"The variable {name} is {(value is null ? "not set" : $"'{value}'")}, and a whole number was expected where others name this task; "
        + "say which share of the chunks is meant with --shard K/N.");

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
