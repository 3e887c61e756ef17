using System.CommandLine;
using AttnExtract.Cli.Completion;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Experiments.Pairs;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Statistics;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>Switches every head off in turn and shows what difference it makes.</summary>
internal sealed class AblateCommand : ProgramCommand
{
    private const string Pairs = "pairs";

    // A text takes many runs, and numbers do not depend on how many texts there are in a chunk.
    private const int UsualChunk = 64;

    private static readonly string[] Units = [.. SweepUnit.All.Select(unit => unit.Name), Pairs];

    private static readonly Option<string> Unit = new("--unit")
    {
        HelpName = string.Join('|', Units),
        Description = "what is switched off in turn, else heads",
    };

    /// <inheritdoc/>
    public override string Name => "ablate";

    /// <inheritdoc/>
    public override string Summary => "switch every head off in turn and show what difference it makes";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE  [-o FILE]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn ablate \"The cat sat on the mat.\" -o delta.png", "each head set to zero, as a layer × head map"),
        new("attn ablate \"The cat sleeps.\" --target \"Le chat dort.\" -m FOLDER --attention all -o delta.png",
            "of a translator, a map for each kind of attention"),
        new("attn ablate -i texts.txt --kind mean --reference texts.txt -o delta.png -o delta.csv",
            "over a corpus, with intervals and marks"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format,
        TextOptions.Input, .. TextOptions.OfFiles, TextOptions.Pair, TextOptions.Truncate, ModelOptions.Model,
        Unit, RemovalChoices.Curve, RemovalChoices.Steps, KindOption.Kind, AblationOptions.Reference, AblationOptions.Source, AblationOptions.Seed,
        MetricOptions.Metric, .. StudyOptions.All, RunOptions.Precision, RunOptions.Device, RunOptions.Threads, .. RunFolderOptions.All, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Planned =>
    [
        .. TextOptions.OfFiles, TextOptions.Pair, TextOptions.Truncate, Unit, KindOption.Kind, AblationOptions.Reference, AblationOptions.Source,
        AblationOptions.Seed, MetricOptions.Metric, .. StudyOptions.All, RunOptions.Precision,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        OutputOptions.OfStudies,
        StudyOptions.OfTarget,
        new(KindOption.Kind, new(
            KindOption.Kind.HelpName, "what takes the place of what is switched off, else zero (attn list ablations)",
            OptionValues.Named(ReplacementKind.All.Select(kind => kind.Name)))),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ResultWriter writer = new(call);
        SweepMerge merge = new();
        string unit = UnitOf(call);
        SweepOptions options = new()
        {
            Unit = SweepUnit.All.FirstOrDefault(one => one.Name == unit) ?? SweepUnit.Heads,
            With = AblationOptions.KindOf(call),
            Metric = MetricOptions.Read(call),
            Bootstrap = new BootstrapOptions { Seed = AblationOptions.SeedOf(call) },
            Truncate = call.Has(TextOptions.Truncate),
        };
        RemovalOptions? curves = CurvesOf(call, options);
        Precision precision = RunOptions.PrecisionOf(call);
        RequireChunked(call, curves is not null ? RemovalChoices.Curve.Name : unit == Pairs ? $"{Unit.Name} {Pairs}" : null);
        CorpusRun corpus = CorpusRun.OfTexts(call, UsualChunk);
        corpus.RequireCorpus();
        writer.RequireWritable();

        CaptureOptions asked = new() { Kinds = TargetOptions.KindsOf(call) };
        PretrainedModel Load() => ModelRun.Load(call, asked, precision, writer.HasFigure ? HeadStart.ForFigure : null);
        if (curves is not null || unit == Pairs)
        {
            IReadOnlyList<TextPair> texts = TextOptions.Read(call);
            corpus.Naming(texts, 0, () => ReportWhole(call, writer, texts, Load(), options, curves));
        }
        else if (corpus.Run(Load, model => WorkOf(call, model, options), merge))
        {
            Report(writer, merge);
        }
    }

    private static void Report(ResultWriter writer, SweepMerge merge)
    {
        Sweep[] sweeps = [.. merge.ToSweeps()];
        writer.Report("runs", new SweepReport(sweeps), sweeps.ToFigure, sweeps.ToTable, NextSteps.AfterSweep);
    }

    private static void ReportWhole(
        Invocation call, ResultWriter writer, IReadOnlyList<TextPair> texts, PretrainedModel model, SweepOptions options, RemovalOptions? curves)
    {
        UnknownTokens.Remark(call, model.Tokenizer, model.Folder, model.Name, texts);
        IReadOnlyList<AttentionKind?> kinds = StudyOptions.KindsOf(call, model);
        texts = StudyOptions.Texts(call, model, texts, kinds);
        if (kinds.Count > 1)
        {
            throw StudyOptions.OneKind($"{call.Command.Name} {(curves is null ? $"{Unit.Name} {Pairs}" : RemovalChoices.Curve.Name)}");
        }

        if (curves is not null)
        {
            Removal removal = model.RemoveHeads(texts, curves with { Kind = kinds[0] });
            writer.Report("runs", new RemovalReport(removal), removal.ToFigure, removal.ToTable, NextSteps.AfterSweep);
        }
        else
        {
            PairSweep pairs = model.SweepPairs(texts, options with { Kind = kinds[0] });
            writer.Report("runs", new PairReport(pairs), pairs.ToFigure, pairs.ToTable, NextSteps.AfterSweep);
        }
    }

    private static TargetedWork WorkOf(Invocation call, PretrainedModel model, SweepOptions options)
    {
        IReadOnlyList<AttentionKind?> kinds = StudyOptions.KindsOf(call, model);
        return new TargetedWork(
            new SweepWork(model, [.. OfUnit(call, kinds, options.Unit).Select(kind => options with { Kind = kind })]),
            texts => StudyOptions.Texts(call, model, texts, kinds));
    }

    private static void RequireChunked(Invocation call, string? whole)
    {
        if (whole is not null && RunFolderOptions.Given(call) is { } chosen)
        {
            throw new UsageException(Messages.NotInChunks(chosen, whole));
        }
    }

    // Layers are those of a stack: of all kinds, the encoder's and the decoder's; where nobody says, the decoder's.
    private static IEnumerable<AttentionKind?> OfUnit(Invocation call, IReadOnlyList<AttentionKind?> kinds, SweepUnit unit) =>
        unit.IsOfAttention ? kinds
        : TargetOptions.WantsAll(call) ? kinds.Where(kind => kind?.IsCross != true)
        : call.Has(TargetOptions.Attention) ? kinds
        : kinds.Select(kind => kind is null ? null : AttentionKind.Decoder);

    private static string UnitOf(Invocation call)
    {
        string name = call.Value(Unit) ?? SweepUnit.Heads.Name;
        return Units.Contains(name) ? name : throw new UsageException(Messages.NoSuchChoice(Unit.Name, name, Units));
    }

    private static RemovalOptions? CurvesOf(Invocation call, SweepOptions options)
    {
        IReadOnlyList<RemovalOrder>? orders = RemovalChoices.OrdersOf(call);
        int? steps = RemovalChoices.StepsOf(call);
        return orders is null
            ? steps is null ? null : throw new UsageException(Messages.OnlyWith(RemovalChoices.Steps.Name, RemovalChoices.Curve.Name))
            : call.Has(Unit) ? throw new UsageException(Messages.NotBoth(call.Command, RemovalChoices.Curve.Name, Unit.Name))
            : new RemovalOptions
            {
                Orders = orders,
                Steps = steps,
                With = options.With,
                Metric = options.Metric,
                Bootstrap = options.Bootstrap,
                Truncate = options.Truncate,
            };
    }
}
