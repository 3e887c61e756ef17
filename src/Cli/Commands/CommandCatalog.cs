using System.Collections.Immutable;

namespace AttnExtract.Cli.Commands;

/// <summary>Every command.</summary>
internal static class CommandCatalog
{
    /// <summary>The commands in the order of help.</summary>
    public static ImmutableArray<ProgramCommand> All { get; } =
    [
        new FigureCommand(),
        new HeatmapCommand(),
        new CaptureCommand(),
        new AblateCommand(),
        new DiffCommand(),
        new MeasureCommand(),
        new HeadsCommand(),
        new PruneCommand(),
        new TokenizeCommand(),
        new PredictCommand(),
        new EmbedCommand(),
        new InspectCommand(),
        new ListCommand(),
    ];

    /// <summary>The command of a name.</summary>
    /// <exception cref="UsageException">There is none; the message says what there is.</exception>
    public static ProgramCommand Get(string name) =>
        All.FirstOrDefault(command => command.Name == name) ?? throw new UsageException(Messages.NoSuchCommand(name));
}
