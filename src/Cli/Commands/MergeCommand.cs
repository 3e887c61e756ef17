using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Commands;

/// <summary>Makes of the chunks in a run's folder what the study itself would have written.</summary>
internal sealed class MergeCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "merge";

    /// <inheritdoc/>
    public override string Summary => "put a run's chunks together: what the study writes in one piece, byte for byte";

    /// <inheritdoc/>
    public override bool IsEveryday => false;

    /// <inheritdoc/>
    public override string Usage => "FOLDER  [-o FILE] [--json]  [options of the study's figures]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn merge run/ -o heads.parquet -o map.svg", "the result of attn heads texts.txt -o run/"),
        new("attn merge run/ --json", "what the study prints for programs"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => RunFolderArgument.Folder;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, HeadsCommand.Divergences, HeadsCommand.Map, DiffCommand.Distances, .. CompanionOptions.All,
        .. ViewChoices.All, PolicyOptions.MaskHidden, FigureOptions.Scale, FigureOptions.Labels, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        RunFolder run = RunFolderArgument.Read(call);
        ProgramCommand study = RunFolderArgument.StudyOf(run);
        if ((call.Value(OutputOptions.Output) ?? []).FirstOrDefault(path => RunFolderOptions.IsFolder(study, path)) is { } folder)
        {
            throw new UsageException(Messages.MergedIntoFile(folder));
        }

        Option[] asked = [.. OwnOptions, ReportOptions.Json, ReportOptions.Quiet, ReportOptions.NoColor];
        study.Run([.. call.Retyped(asked), .. run.Plan.Words], call.Shell, run);
    }
}
