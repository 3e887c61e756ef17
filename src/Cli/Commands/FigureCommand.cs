using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Render;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli.Commands;

/// <summary>A sentence in, the labelled attention map of every layer and head out.</summary>
internal sealed class FigureCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "figure";

    /// <inheritdoc/>
    public override string Summary => "draw the attention maps of every layer and head as one labelled grid";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE | --from RUN | --replot FIGURE  -o FILE | --per-head FOLDER  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn figure \"The cat sat on the mat.\" -o cat.png", "all 72 maps of the bundled model"),
        new("attn figure \"The cat sat on the mat.\" --layers 3 --heads 7 --cmap Greens_r -o head.png",
            "one head, large, in other colours"),
        new("attn figure --from run.safetensors --per-head heads", "a file for every head of an earlier capture"),
        new("attn figure --from attentions.npy --tokens tokens.txt -o heads.png", "attention that another program saved with numpy.save"),
        new("attn figure \"The cat sleeps.\" --target \"Le chat dort.\" -m FOLDER -o cross.png", "where a translator looks, from its target to the text"),
        new("attn figure \"The cat sat on the mat.\" -o cat.png -o cat.html", "and a page to look around in"),
        new("attn figure --replot cat.png --cmap viridis --width acl -o cat.pdf", "an earlier figure, in other clothes"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, FigureSourceOptions.PerHead, OutputOptions.Format, .. CompanionOptions.All,
        .. OfAModel, RunFileOptions.From, .. RunFileOptions.OfTokens, FigureSourceOptions.Replot,
        .. OfARecord, FigureOptions.Scale, FigureOptions.Labels, .. FigureOptions.All,
    ];

    private static IEnumerable<Option> OfAModel =>
    [
        TextOptions.Input, .. TextOptions.OfFiles,
        TextOptions.MeanOverTexts, TextOptions.Pair, TargetOptions.Target, TargetOptions.Language, TargetOptions.Generate,
        TargetOptions.MaxNewTokens, TextOptions.Truncate,
        ModelOptions.Model, ModelOptions.Refresh, ModelOptions.GlobalTokens, RunOptions.Device, RunOptions.Verify, .. AblationOptions.All,
    ];

    private static IEnumerable<Option> OfARecord => [TargetOptions.Attention, SelectionOptions.Layers, SelectionOptions.Heads, .. PolicyOptions.All];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        OutputOptions.OfTexts,
        TargetOptions.OfTexts,
        new(OutputOptions.Format, new(
            OutputOptions.Format.HelpName, "the format of what has no name to tell it by, -o -, devices, pipes and --per-head, as its extension")),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        if (call.Value(CellOptions.Annot) is { } typed)
        {
            throw new UsageException(Messages.NoAnnotFile(typed));
        }

        IReadOnlyList<OutputTarget<ResultFormat<ViewerPage>>> targets =
            OutputOptions.Read(call, FormatOf, FigureFormat.All.Select(format => format.Extension));
        OutputTarget<ResultFormat<ViewerPage>>[] pages = [.. targets.Where(target => target.Format == RunPage.Format)];
        FigureFiles files = FigureFiles.Of(
            call, [.. targets.Except(pages).Select(target => new OutputTarget<FigureFormat>(target.Path, target.Format.Figure!))]);
        foreach (Option option in ((Option[])[FigureSourceOptions.Replot, TextOptions.MeanOverTexts]).Where(option => pages.Length > 0 && call.Has(option)))
        {
            throw new UsageException(Messages.NoPageOf(option.Name));
        }

        if (call.Value(FigureSourceOptions.Replot) is { } figure)
        {
            RequireNone(
                call, FigureSourceOptions.Replot,
                [.. OfAModel, .. OfARecord.Except([PolicyOptions.MaskHidden]), .. RunFileOptions.OfTokens, RunFileOptions.From]);
            Replot(call, figure, files);
            return;
        }

        IReadOnlyList<int>? layers = SelectionOptions.Read(call, SelectionOptions.Layers);
        IReadOnlyList<int>? heads = SelectionOptions.Read(call, SelectionOptions.Heads);
        FigureWriter writer = new(call, files, pages, layers, heads);
        if (call.Value(RunFileOptions.From) is { } run)
        {
            RequireNone(call, RunFileOptions.From, OfAModel);
            writer.RequireWritable(1);
            HeadStart.ForFigure();
            writer.Write(TargetOptions.Chosen(call, RunFileOptions.Open(call, run, "drawn")), null, 0, 1);
        }
        else
        {
            foreach (Option option in RunFileOptions.OfTokens.Where(call.Has))
            {
                throw new UsageException(Messages.NeedsSaved(option.Name));
            }

            (IEnumerable<TextPair> texts, int count) = TextOptions.Counted(call);
            writer.RequireWritable(call.Has(TextOptions.MeanOverTexts) ? 1 : count);
            CaptureOptions options = new()
            {
                Layers = layers,
                Heads = heads,
                Kinds = TargetOptions.KindsOf(call),
                Ablations = AblationOptions.Read(call),
                Truncate = call.Has(TextOptions.Truncate),
            };
            Draw(call, texts, count, options, writer);
        }

        writer.Report();
    }

    private static ResultFormat<ViewerPage> FormatOf(string path) =>
        RunPage.IsMeant(path) ? RunPage.Format : new(FigureFormat.For(path));

    private static void Replot(Invocation call, string path, FigureFiles files)
    {
        Func<Figure, Figure> style = FigureOptions.Read(call);
        if (files.IsEmpty && !TerminalView.IsWanted(call))
        {
            throw new UsageException(Messages.NoFigureTarget());
        }

        files.Require(1);
        HeadStart.ForFigure();
        Figure figure = style(PolicyOptions.HiddenOf(call)(FigureManifest.Read(path)));
        files.WriteOnly(figure, written => Messages.Replotted(written, figure.Panels.Length, path));
    }

    private static void Draw(Invocation call, IEnumerable<TextPair> texts, int count, CaptureOptions options, FigureWriter writer)
    {
        PretrainedModel model = ModelRun.Load(call, options, meanwhile: HeadStart.ForFigure, texts: texts);
        options = options with { Kinds = TargetOptions.ShownKinds(call, model) };
        if (call.Has(TextOptions.MeanOverTexts))
        {
            writer.WriteMean([.. texts.Select(text => ModelRun.Capture(call, model, text, options))]);
            return;
        }

        foreach ((int number, TextPair text) in texts.Index())
        {
            ReadText read = ModelRun.Read(call, model, text, options);
            writer.Write(ModelRun.Capture(call, model, read, options), read.Text, number, count);
        }
    }

    // What a figure is made from excludes the other ways to make one.
    private static void RequireNone(Invocation call, Option source, IEnumerable<Option> others)
    {
        if (call.Value(TextOptions.Text) is not null)
        {
            throw new UsageException(Messages.NotBoth(call.Command, TextOptions.Text.Name, source.Name));
        }

        foreach (Option option in others.Where(call.Has))
        {
            throw new UsageException(Messages.NotBoth(call.Command, option.Name, source.Name));
        }
    }
}
