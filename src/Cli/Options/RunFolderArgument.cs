using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Options;

/// <summary>The folder of a run that a command is about.</summary>
internal static class RunFolderArgument
{
    /// <summary>The folder.</summary>
    public static Argument<string> Folder { get; } = new("FOLDER")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "the folder that a study over a corpus was given with -o FOLDER/",
    };

    /// <summary>The run that a command line names.</summary>
    /// <exception cref="UsageException">It names none.</exception>
    /// <exception cref="Ground.AttnExtractException">There is no run.</exception>
    public static RunFolder Read(Invocation call) =>
        RunFolder.Open(call.Value(Folder) ?? throw new UsageException(Messages.NoRun(call.Command)));

    /// <summary>The study that a run is of.</summary>
    /// <exception cref="Ground.AttnExtractException">There is none of that name.</exception>
    public static ProgramCommand StudyOf(RunFolder run) =>
        CommandCatalog.All.FirstOrDefault(command => command.Name == run.Plan.Study) is { } study && study.OwnOptions.Contains(RunFolderOptions.Shard)
            ? study
            : throw new Ground.AttnExtractException(Messages.NoSuchStudy(run));
}
