using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Commands;

/// <summary>A sentence in, the labelled attention map of every layer and head out.</summary>
internal sealed class FigureCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "figure";

    /// <inheritdoc/>
    public override string Summary => "draw the attention maps of every layer and head as one labelled grid";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE | --from RUN  -o FILE | --per-head FOLDER  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn figure \"The cat sat on the mat.\" -o cat.png", "all 72 maps of the bundled model"),
        new("attn figure \"The cat sat on the mat.\" --layers 3 --heads 7 --cmap Greens_r -o head.png",
            "one head, large, in other colours"),
        new("attn figure --from run.safetensors --per-head heads", "a file for every head of an earlier capture"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, FigureSourceOptions.PerHead, OutputOptions.Format,
        TextOptions.Input, TextOptions.Pair, TextOptions.Truncate, FigureSourceOptions.From, ModelOptions.Model,
        SelectionOptions.Layers, SelectionOptions.Heads, RunOptions.Verify,
        FigureOptions.Scale, FigureOptions.Labels, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        IReadOnlyList<OutputTarget<FigureFormat>> targets =
            OutputOptions.Read(call, FigureFormat.For, FigureFormat.All.Select(format => format.Extension));
        FigureWriter writer = new(
            call,
            targets,
            call.Value(FigureSourceOptions.PerHead),
            SelectionOptions.Read(call, SelectionOptions.Layers),
            SelectionOptions.Read(call, SelectionOptions.Heads),
            FigureOptions.Read(call));
        if (call.Value(FigureSourceOptions.From) is { } run)
        {
            RequireNothingOfAModel(call);
            writer.RequireWritable(1);
            Draw(run, writer);
        }
        else
        {
            IReadOnlyList<TextPair> texts = TextOptions.Read(call);
            writer.RequireWritable(texts.Count);
            Draw(call, texts, writer);
        }

        writer.Report();
    }

    private static void Draw(string run, FigureWriter writer)
    {
        HeadStart.ForFigure();
        writer.Write(AttentionRecord.Open(run), 0, 1);
    }

    private static void Draw(Invocation call, IReadOnlyList<TextPair> texts, FigureWriter writer)
    {
        CaptureOptions options = new() { Layers = writer.Layers, Heads = writer.Heads, Truncate = call.Has(TextOptions.Truncate) };
        PretrainedModel model = ModelRun.Load(call, options, meanwhile: HeadStart.ForFigure);
        for (int i = 0; i < texts.Count; i++)
        {
            AttentionRecord record = ModelRun.Capture(call, model, texts[i], options);
            writer.Write(record, i, texts.Count);
        }
    }

    private static void RequireNothingOfAModel(Invocation call)
    {
        if (call.Value(TextOptions.Text) is not null)
        {
            throw new UsageException(Messages.NotBoth(call.Command, TextOptions.Text.Name, FigureSourceOptions.From.Name));
        }

        Option[] ofAModel = [TextOptions.Input, TextOptions.Pair, TextOptions.Truncate, ModelOptions.Model, RunOptions.Verify];
        foreach (Option option in ofAModel)
        {
            if (call.Has(option))
            {
                throw new UsageException(Messages.NotBoth(call.Command, option.Name, FigureSourceOptions.From.Name));
            }
        }
    }
}
