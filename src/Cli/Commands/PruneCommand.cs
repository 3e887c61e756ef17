using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Pruning;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Commands;

/// <summary>Cuts heads out of a model and saves what is left.</summary>
internal sealed class PruneCommand : ProgramCommand
{
    private static readonly Argument<string> Heads = new("HEADS")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "the heads that go: 3.5 (layer.head), 3.* (a whole layer), '*.0-3' (of every layer), several with commas",
    };

    private static readonly Option<bool> KeepShape = ReportOptions.Flag(
        "--keep-shape", "set the heads' columns of the output projection to 0 instead, which every program reads; nothing gets faster");

    /// <inheritdoc/>
    public override string Name => "prune";

    /// <inheritdoc/>
    public override string Summary => "cut heads out of a model and save it";

    /// <inheritdoc/>
    public override string Usage => "HEADS  -o FOLDER  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn prune 3.5,4.0-2 -o smaller", "a model folder without these heads, smaller and faster"),
        new("attn prune \"5.*\" -o silenced --keep-shape", "all heads of a layer, in a form that every program reads"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => Heads;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [OutputOptions.Output, KeepShape, ModelOptions.Model, ModelOptions.Refresh];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        new(OutputOptions.Output, new("FOLDER", "the new folder that the model is saved in")),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        string written = call.Value(Heads) ?? throw new UsageException(Messages.NoHeads(call.Command));
        HeadSelection heads = Options.Usage.Of(() => HeadSelection.Parse(written));
        string target = call.Value(OutputOptions.Output) switch
        {
            [OutputOptions.Stdout] or null or [] => throw new UsageException(Messages.NoModelTarget(call.Command)),
            [string one] => one,
            [string first, string second, ..] => throw new UsageException(Messages.NotBoth(call.Command, $"-o {first}", $"-o {second}")),
        };
        AtomicFile.RequireFreeFolder(target);

        PrunedModel pruned = HeadPruning.Save(ModelRun.FolderOf(call), heads, target, call.Has(KeepShape));
        call.Timings.Mark("model");
        if (call.Has(ReportOptions.Json))
        {
            WriteJson(call, pruned);
        }

        call.Say(Messages.Pruned(pruned));
    }

    private static void WriteJson(Invocation call, PrunedModel pruned) => JsonOutput.Write(call.Shell, json =>
    {
        json.WriteStartObject();
        json.WriteString("model", pruned.Model);
        json.WriteString("folder", pruned.Folder);
        json.WriteTexts("heads", pruned.Heads.Select(head => $"{head.Layer}.{head.Head}"));
        json.WriteBoolean("keeps_shape", pruned.KeepsShape);
        json.WriteNumber("weights_before", pruned.WeightsBefore);
        json.WriteNumber("weights_after", pruned.WeightsAfter);
        json.WriteEndObject();
    });
}
