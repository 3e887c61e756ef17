using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Predictions;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>Says what the word head would make of a text if the model ended earlier.</summary>
internal sealed class LensCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "lens";

    /// <inheritdoc/>
    public override string Summary => "say which words the model's head would guess after each layer: the logit lens";

    /// <inheritdoc/>
    public override string Usage => "TEXT -m FOLDER  [-o FILE]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn lens \"The cat [MASK] on the mat.\" -m models/bert-base-uncased -o lens.png", "the likeliest word at every layer and token"),
        new("attn lens \"The cat sat on the\" -m models/gpt2 --top 10 --json", "ten words at each place, with their probabilities"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, TopOption.Top,
        TextOptions.Pair, TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, RunOptions.Device, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ResultWriter writer = new(call);
        TextPair text = TextOptions.Read(call)[0];
        LensOptions options = new() { Count = TopOption.CountOrAllOf(call), Truncate = call.Has(TextOptions.Truncate) };
        Precision precision = RunOptions.PrecisionOf(call);
        writer.RequireWritable();

        PretrainedModel model = ModelRun.Load(call, precision: precision, meanwhile: writer.HasFigure ? HeadStart.ForFigure : null, texts: [text]);
        LogitLens lens = model.Lens(text, options);
        writer.Report("runs", new LensReport(lens), lens.ToFigure, lens.ToTable, NextSteps.AfterLens);
    }
}
