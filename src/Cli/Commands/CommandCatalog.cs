using System.Collections.Immutable;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Commands;

/// <summary>Every command.</summary>
internal static class CommandCatalog
{
    /// <summary>The commands in the order of help.</summary>
    public static ImmutableArray<ProgramCommand> All { get; } =
    [
        new FigureCommand(),
        new ViewCommand(),
        new HeatmapCommand(),
        new CaptureCommand(),
        new AblateCommand(),
        new PatchCommand(),
        new DiffCommand(),
        new MeasureCommand(),
        new HeadsCommand(),
        new PruneCommand(),
        new TokenizeCommand(),
        new PredictCommand(),
        new LensCommand(),
        new EmbedCommand(),
        new MergeCommand(),
        new StatusCommand(),
        new InspectCommand(),
        new SlurmCommand(),
        new KubernetesCommand(),
        new ServeCommand(),
        new ListCommand(),
        new CompletionCommand(),
    ];

    private static Registry<ProgramCommand> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, _) => Messages.NoSuchCommand(typed, didYouMean), All);

    /// <summary>The command of a name.</summary>
    /// <exception cref="UsageException">There is none; the message says what there is.</exception>
    public static ProgramCommand Get(string name) => Usage.Of(() => ByName.Get(name));
}
