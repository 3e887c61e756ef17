using System.CommandLine;
using AttnExtract.Cli.Completion;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>Other answers than attention to the question of what matters to what.</summary>
internal sealed class MeasureCommand : ProgramCommand
{
    // Maps of long texts are large, and numbers do not depend on how many texts there are in a chunk.
    private const int UsualChunk = 16;

    /// <inheritdoc/>
    public override string Name => "measure";

    /// <inheritdoc/>
    public override string Summary => "measure what matters to what: norms, rollout, flow, gradients, blank-out, …";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE  --kind KIND  -o FILE | --json  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn measure \"The cat sat on the mat.\" --kind rollout -o rollout.png", "attention rolled out to the input"),
        new("attn measure \"The cat sat.\" --kind gradient,occlusion --to \"A cat.\" --json", "what makes two texts similar, as numbers"),
        new("attn measure \"The cat sleeps.\" --target \"Le chat dort.\" -m FOLDER --kind norm_sum -o norms.png",
            "of a translator, from its target to the text; with --attention all a grid for each kind of attention"),
        new("attn measure \"The cat sat.\" --kind norm,alti -o measures.npz", "arrays for NumPy; .csv and .parquet have a row a number"),
        new("attn measure -i texts.txt --kind rollout -o rollout.parquet", "over a corpus: one table, with the number of each text"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, .. CompanionOptions.All,
        KindOption.Kind, .. StudyOptions.All, RemovalChoices.Steps, MeasureChoices.Faithfulness,
        .. ViewChoices.All, TextOptions.Input, .. TextOptions.OfFiles,
        TextOptions.Pair, TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, RunOptions.Device, RunOptions.Threads,
        SelectionOptions.Layers, SelectionOptions.Heads, .. RunFolderOptions.All, PolicyOptions.MaskHidden, FigureOptions.Scale, FigureOptions.Labels,
        .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Planned =>
    [
        KindOption.Kind, .. StudyOptions.All, RemovalChoices.Steps, MeasureChoices.Faithfulness, .. TextOptions.OfFiles, TextOptions.Pair,
        TextOptions.Truncate, RunOptions.Precision, SelectionOptions.Layers, SelectionOptions.Heads,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        OutputOptions.OfMeasures,
        RunOptions.OfTexts,
        StudyOptions.OfTarget,
        new(KindOption.Kind, new(KindOption.Kind.HelpName, "the measure, or several separated by commas (attn list measures)", OptionValues.Measures)),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        IReadOnlyList<Measure>? kinds = null;
        Func<IReadOnlyList<Measurement>, Figure>? view = null;
        using MeasureOutput output = new(call) { ToFigure = measured => view!(measured) };
        kinds = MeasureChoices.KindsOf(call);
        CaptureOptions selection = new()
        {
            Layers = SelectionOptions.Read(call, SelectionOptions.Layers),
            Heads = SelectionOptions.Read(call, SelectionOptions.Heads),
            Kinds = TargetOptions.KindsOf(call),
        };
        MeasureOptions options = new()
        {
            Steps = MeasureChoices.StepsOf(call, kinds) ?? MeasureOptions.Default.Steps,
            Target = MeasureChoices.TargetOf(call),
            Faithfulness = call.Has(MeasureChoices.Faithfulness),
            Truncate = call.Has(TextOptions.Truncate),
        };
        view = ViewOf(call, kinds, options);
        Precision precision = RunOptions.PrecisionOf(call);
        CorpusRun corpus = CorpusRun.OfTexts(call, UsualChunk);
        if (!output.HasFiles && !output.IsShown && !call.Has(ReportOptions.Json) && !corpus.FillsFolder)
        {
            throw new UsageException(Messages.NoMeasureTarget());
        }

        FigureOptions.RemarkUnused(call, output.HasFigure, [FigureOptions.Scale, FigureOptions.Labels, .. ViewChoices.All]);
        corpus.RequireCorpus();
        output.Require(output.HasNumbered ? corpus.CountTexts() : 1);
        PretrainedModel Load() => ModelRun.Load(call, selection, precision, output.HasFigure ? HeadStart.ForFigure : null);
        if (corpus.Run(Load, model => WorkOf(call, model, kinds, options, selection), output))
        {
            output.Finish(kinds);
        }
    }

    private static TargetedWork WorkOf(
        Invocation call, PretrainedModel model, IReadOnlyList<Measure> kinds, MeasureOptions options, CaptureOptions selection)
    {
        IReadOnlyList<AttentionKind?> attention = StudyOptions.KindsOf(call, model);
        MeasureChoices.RemarkUndefined(call, kinds, attention);
        return new TargetedWork(
            new MeasurementWork(model, kinds, options, selection, attention),
            texts => StudyOptions.Texts(call, model, texts, attention));
    }

    private static Func<IReadOnlyList<Measurement>, Figure> ViewOf(Invocation call, IReadOnlyList<Measure> kinds, MeasureOptions options)
    {
        (ScoreView? view, Func<IReadOnlyList<RecordToken>, int>? query) = (ViewChoices.ViewOf(call), ViewChoices.QueryOf(call, kinds));
        if (options.Faithfulness && view is not null)
        {
            throw new UsageException(Messages.NotBoth(call.Command, MeasureChoices.Faithfulness.Name, ViewChoices.All.First(call.Has).Name));
        }

        return measured => options.Faithfulness ? measured.ToFaithfulnessFigure()
            : view is { } chosen ? measured.ToFigure(chosen, query)
            : measured.ToFigure();
    }
}
