using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Measures;
using AttnExtract.Model;
using AttnExtract.Render;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli.Commands;

/// <summary>A sentence in, a page to look around in out.</summary>
internal sealed class ViewCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "view";

    /// <inheritdoc/>
    public override string Summary => "write one page, for any browser, in which all maps can be looked at";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE | --from RUN  -o FILE  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn view \"The cat sat on the mat.\" -o cat.html", "every head of the bundled model, in any browser"),
        new("attn view \"The cat sat on the mat.\" --measure norm,rollout -o cat.html", "and two measures of the same text"),
        new("attn view --from before.safetensors --compare after.safetensors -o change.html", "two runs, and what is different"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, .. OfARun, RunFileOptions.From, .. RunFileOptions.OfTokens, ViewOptions.Compare,
        ViewOptions.Measure, .. ViewOptions.OfMeasures, TargetOptions.Attention, SelectionOptions.Layers, SelectionOptions.Heads,
        RunOptions.Precision, RunOptions.Device, FigureOptions.Cmap, PageOptions.Theme, ViewOptions.Language,
    ];

    private static IEnumerable<Option> OfARun =>
    [
        TextOptions.Input, .. TextOptions.OfFiles, TextOptions.Pair, TargetOptions.Target, TargetOptions.Language, TargetOptions.Generate,
        TargetOptions.MaxNewTokens, TextOptions.Truncate, ModelOptions.Model, ModelOptions.Refresh, ModelOptions.GlobalTokens, RunOptions.Verify,
        .. AblationOptions.All,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        TargetOptions.OfTexts,
        new(RunOptions.Precision, new(
            "float16|float32", "how much of every number the page holds: three digits (the default), or all in twice the bytes")),
        new(FigureOptions.Cmap, new("NAME", "the colormap that it opens in (attn list colormaps)")),
        new(PageOptions.Theme, new("light|dark", "the colours that it opens in, else those of the reader's system")),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        IReadOnlyList<OutputTarget<string>> targets = OutputOptions.Read(call, ViewerPage.ExtensionOf, [ViewerPage.Extension]);
        if (targets.Count == 0)
        {
            throw new UsageException(Messages.NoViewTarget());
        }

        Func<ViewerPage, ViewerPage> looks = LooksOf(call);
        IReadOnlyList<Measure> measures = ViewOptions.MeasuresOf(call);
        CaptureOptions options = new()
        {
            Layers = SelectionOptions.Read(call, SelectionOptions.Layers),
            Heads = SelectionOptions.Read(call, SelectionOptions.Heads),
            Kinds = TargetOptions.KindsOf(call),
            Ablations = AblationOptions.Read(call),
            Truncate = call.Has(TextOptions.Truncate),
        };
        ViewerPage page = looks(call.Value(RunFileOptions.From) is { } run
            ? OfRun(call, targets, run, measures, options)
            : OfTexts(call, targets, measures, options));
        using OutputBatch batch = new(call.Shell);
        batch.Add(targets, (_, stream) => page.Write(stream));
        IReadOnlyList<string> written = batch.Place();
        call.Timings.Mark("page");
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, asList: false, [written], (json, paths) => json.WriteTexts("files", paths));
        }

        call.Say(Messages.WroteView(written, page));
    }

    private static Func<ViewerPage, ViewerPage> LooksOf(Invocation call)
    {
        // What a page has is named; colours of one's own are for figures.
        Colormap? colormap = call.Value(FigureOptions.Cmap) is { } name ? Options.Usage.Of(() => Colormaps.Get(name)) : null;
        if (colormap is { Kind: ColormapKind.Custom })
        {
            throw new UsageException(Messages.NoRegisteredColormap(call.Value(FigureOptions.Cmap)!));
        }

        Theme? theme = call.Value(PageOptions.Theme) is { } ground ? Options.Usage.Of(() => Theme.Get(ground)) : null;
        (RecordPrecision precision, string? language) = (ViewOptions.PrecisionOf(call), ViewOptions.LanguageOf(call));
        return page => page with { Colormap = colormap?.Name, Theme = theme, Precision = precision, Language = language };
    }

    private static ViewerPage OfTexts(
        Invocation call, IReadOnlyList<OutputTarget<string>> targets, IReadOnlyList<Measure> measures, CaptureOptions options)
    {
        if (call.Has(ViewOptions.Compare))
        {
            throw new UsageException(Messages.NeedsRun(ViewOptions.Compare.Name));
        }

        foreach (Option option in RunFileOptions.OfTokens.Where(call.Has))
        {
            throw new UsageException(Messages.NeedsSaved(option.Name));
        }

        if (measures.Count > 0 && options.Ablations.Count > 0)
        {
            throw new UsageException(Messages.MeasuresThePlainModel());
        }

        MeasureOptions measuring = new() { Target = ViewOptions.TargetOf(call), Truncate = options.Truncate };
        IReadOnlyList<TextPair> texts = TextOptions.Read(call);
        OutputOptions.Require(call, targets, 1);
        PretrainedModel model = ModelRun.Load(call, options, texts: texts);
        return ViewerPage.Of(
        [
            .. texts.Select(text =>
            {
                ReadText read = ModelRun.Read(call, model, text, options);
                AttentionRecord record = ModelRun.Capture(call, model, read, options);
                IReadOnlyList<AttentionKind?> kinds = TargetOptions.WantsAll(call) ? [.. record.Parts.Select(part => part.Kind)] : [record.Kind];
                IReadOnlyList<Measurement> measured =
                [
                    .. MeasureChoices.Defined(call, measures, kinds)
                        .SelectMany(one => read.Measure(model, one.Measures, measuring with { Kind = one.Kind })),
                ];
                return RunPage.OfText(
                    call, record, read.Text, measured.Only(options.Layers, options.Heads), read.CanBeReadAgain(model));
            }),
        ]);
    }

    private static ViewerPage OfRun(
        Invocation call, IReadOnlyList<OutputTarget<string>> targets, string run, IReadOnlyList<Measure> measures, CaptureOptions options)
    {
        if (call.Value(TextOptions.Text) is not null)
        {
            throw new UsageException(Messages.NotBoth(call.Command, TextOptions.Text.Name, RunFileOptions.From.Name));
        }

        foreach (Option option in OfARun.Concat(ViewOptions.OfMeasures).Where(call.Has))
        {
            throw new UsageException(Messages.NotBoth(call.Command, option.Name, RunFileOptions.From.Name));
        }

        bool isCompared = call.Has(ViewOptions.Compare);
        if (isCompared && measures.Count > 0)
        {
            throw new UsageException(Messages.NotBoth(call.Command, ViewOptions.Measure.Name, ViewOptions.Compare.Name));
        }

        OutputOptions.Require(call, targets, 1);
        AttentionRecord record = RunFileOptions.Open(call, run, "shown");
        if (isCompared)
        {
            return OfTwo(call, run, record, options);
        }

        AttentionRecord shown = TargetOptions.Chosen(call, record);
        AttentionRecord[] parts = TargetOptions.WantsAll(call) ? [.. shown.Parts] : [shown];
        Measurement[] measured =
        [
            .. MeasureChoices.Defined(call, measures, [.. parts.Select(part => part.Kind)])
                .SelectMany(one => one.Measures.Select(parts.First(part => part.Kind == one.Kind).Measure)),
        ];
        return RunPage.OfFile(call, run, shown, options.Layers, options.Heads, measured);
    }

    private static ViewerPage OfTwo(Invocation call, string run, AttentionRecord before, CaptureOptions options)
    {
        string other = call.Value(ViewOptions.Compare)!;
        AttentionRecord after = RunFileOptions.Open(call, other, "shown");
        ViewerCommand both = ViewerCommand.Of("diff", [run, other], call.Retyped(RunFileOptions.OfTokens));
        RecordComparison[] comparisons =
            [.. TargetOptions.Pairs(call, before, after).Select(pair => pair.Before.CompareTo(pair.After, options.Layers, options.Heads))];
        return comparisons.ToViewer(RunPage.FigureOfFile(call, run), RunPage.FigureOfFile(call, other), both);
    }
}
