using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;

namespace AttnExtract.Cli.Commands;

/// <summary>Says how far a run is that a folder keeps.</summary>
internal sealed class StatusCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "status";

    /// <inheritdoc/>
    public override string Summary => "say how far a run over a corpus is: what is done, what is left, what failed";

    /// <inheritdoc/>
    public override bool IsEveryday => false;

    /// <inheritdoc/>
    public override string Usage => "FOLDER  [--json]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn status run/", "chunks that are done and left, texts a second, shards that stopped and why"),
        new("attn status run/ --json", "the same for programs"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => RunFolderArgument.Folder;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        RunReport report = new(RunFolderArgument.Read(call));
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, report.WriteJson);
        }
        else
        {
            call.Say(report.ToText().TrimEnd());
        }
    }
}
