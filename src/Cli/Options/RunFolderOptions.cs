using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli.Options;

/// <summary>How a study goes over a corpus in chunks, and keeps what it has done in a folder.</summary>
internal static class RunFolderOptions
{
    /// <summary>How many texts are in a chunk.</summary>
    public static Option<string> Chunk { get; } = new("--chunk")
    {
        HelpName = "TEXTS",
        Description = "sum up so many texts at a time: what -o FOLDER/ writes a file of, and goes on after",
    };

    /// <summary>Which chunks.</summary>
    public static Option<string> Shard { get; } = new("--shard")
    {
        HelpName = "K/N",
        Description = "with -o FOLDER/ compute the K-th of N shares of the chunks, counted from 1; a task of a Slurm array or of an indexed job of "
            + "Kubernetes finds its own",
    };

    /// <summary>No chunk at all.</summary>
    public static Option<bool> PlanOnly { get; } =
        ReportOptions.Flag("--plan", "with -o FOLDER/ check everything, write the plan of the run, and compute nothing yet");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Chunk, Shard, PlanOnly];

    /// <summary>What may stand beside a folder without being one of the options of its plan.</summary>
    private static ImmutableArray<Option> Beside { get; } =
    [
        TextOptions.Input, OutputOptions.Output, .. All, RunOptions.Threads, RunOptions.Device, ModelOptions.Model, ModelOptions.Other, ModelOptions.Refresh,
        RunOptions.Verify, ReportOptions.Quiet, ReportOptions.Verbose,
    ];

    /// <summary>Whether a path that a command line writes to is the folder of a run.</summary>
    public static bool IsFolder(ProgramCommand command, string path) =>
        command.OwnOptions.Contains(Shard) && path.Length > 0 && (Path.EndsInDirectorySeparator(path) || RunFolder.IsAt(path));

    /// <summary>What a command line says of chunks, as it is typed; null for nothing.</summary>
    public static string? Given(Invocation call) =>
        All.FirstOrDefault(call.Has)?.Name
        ?? ((call.Value(OutputOptions.Output) ?? []).Any(path => IsFolder(call.Command, path)) ? "-o FOLDER/" : null);

    /// <summary>The folder of the run that a command line names; null for none.</summary>
    /// <exception cref="UsageException">There is something beside it that the folder does not keep, or no folder where one is needed.</exception>
    public static string? FolderOf(Invocation call)
    {
        string[] outputs = call.Value(OutputOptions.Output) ?? [];
        if (outputs.FirstOrDefault(path => IsFolder(call.Command, path)) is not { } folder)
        {
            Option? useless = ((Option[])[Shard, PlanOnly]).FirstOrDefault(option => call.Has(option) && call.Merged is null);
            return useless is null ? null : throw new UsageException(Messages.OnlyWith(useless.Name, "-o FOLDER/"));
        }

        if (outputs.Length > 1)
        {
            throw new UsageException(Messages.FolderIsAlone(folder));
        }

        Option? other = call.Command.OwnOptions.Concat(ReportOptions.All)
            .FirstOrDefault(option => call.Has(option) && !call.Command.Planned.Contains(option) && !Beside.Contains(option));
        return other is null ? folder : throw new UsageException(Messages.BelongsToMerge(other.Name, folder));
    }

    /// <summary>How many texts are in a chunk.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="usual">How many where it does not say.</param>
    /// <exception cref="UsageException">It is no such number.</exception>
    public static int ChunkSizeOf(Invocation call, int usual = CorpusChunks.UsualSize) => Numbers.ReadCount(call, Chunk) ?? usual;

    /// <summary>Which chunks are computed.</summary>
    /// <exception cref="UsageException">There is no such share.</exception>
    public static Shard ShardOf(Invocation call) =>
        Usage.Of(() => call.Value(Shard) is { } text ? Extract.Chunks.Shard.Parse(text)
            : Extract.Chunks.Shard.OfTask(call.Shell.Variable) ?? Extract.Chunks.Shard.All);

    /// <summary>The plan that a command line makes.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="corpusWords">The words that name the corpus.</param>
    /// <param name="corpus">The corpus.</param>
    /// <param name="model">The model.</param>
    /// <param name="chunkSize">How many texts are in a chunk.</param>
    /// <param name="content">The hashes of what else is read.</param>
    /// <exception cref="AttnExtractException">A file that an option names cannot be read.</exception>
    public static RunPlan PlanOf(
        Invocation call, IReadOnlyList<string> corpusWords, PlannedCorpus corpus, PlannedModel model, int chunkSize,
        IEnumerable<string> content) => new()
        {
            Study = call.Command.Name,
            Words = [.. corpusWords, .. call.Retyped([.. call.Command.Planned, ModelOptions.Model, ModelOptions.Other, Chunk, RunOptions.Device])],
            Options = [.. call.Retyped(call.Command.Planned), .. ContentOf(call), .. content.Select(Hashed), .. DeviceOf(call)],
            Corpus = corpus,
            Model = model,
            ChunkSize = chunkSize,
        };

    // Of what else is read, the path does not say enough.
    private static IEnumerable<string> ContentOf(Invocation call) =>
        call.Value(AblationOptions.Reference) is { } file ? [Hashed(FileHash.Sha256(file))] : [];

    private static string Hashed(string hash) => $"sha256:{hash}";

    // Another device rounds otherwise, whether the command line or the environment names it. The processor goes without saying.
    private static IEnumerable<string> DeviceOf(Invocation call) =>
        RunOptions.DeviceOf(call) is { } device && device != ComputeDevice.Cpu ? ViewerCommand.Option(RunOptions.Device.Name, device.Name) : [];
}
