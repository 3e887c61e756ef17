using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Commands;

/// <summary>Says what a model folder is.</summary>
internal sealed class InspectCommand : ProgramCommand
{
    private static readonly Option<bool> Hooks = ReportOptions.Flag("--hooks", "list every hook point with the shape of what passes it");

    /// <inheritdoc/>
    public override string Name => "inspect";

    /// <inheritdoc/>
    public override string Summary => "say what a model folder is: structure, tokenizer, weights, hook points";

    /// <inheritdoc/>
    public override string Usage => "[options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn inspect -m models/my-bert", "structure, tokenizer and what became of every weight"),
        new("attn inspect -m sentence-transformers/all-mpnet-base-v2", "the same of a model of the Hugging Face Hub, downloaded if it is not in the cache"),
        new("attn inspect --hooks", "every place inside the bundled model that --sites takes"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [ModelOptions.Model, ModelOptions.Refresh, Hooks];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        PretrainedModel model;
        try
        {
            model = ModelRun.Load(call);
        }
        catch (AttnExtractException)
        {
            WriteComparison(call);
            throw;
        }

        Write(call, call.Has(Hooks) ? new HookReport(model) : new ModelReport(model));
    }

    // Which weights lack, and what is there instead, is seen side by side.
    private static void WriteComparison(Invocation call)
    {
        try
        {
            WeightComparison comparison = new(PretrainedFolder.Open(ModelRun.FolderOf(call)).CompareWeights());
            if (comparison.HasDifferences)
            {
                Write(call, comparison);
            }
        }
        catch (AttnExtractException)
        {
            // What is wrong was said already.
        }
    }

    private static void Write(Invocation call, IReport report)
    {
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, report.WriteJson);
        }
        else
        {
            call.Shell.Out.Write(report.ToText());
        }
    }
}
