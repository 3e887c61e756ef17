using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Patches;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>Puts one run's values into another's, a place at a time, and shows what that restores.</summary>
internal sealed class PatchCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "patch";

    /// <inheritdoc/>
    public override string Summary => "put one text's values into another's run, a place at a time, and show what that restores";

    /// <inheritdoc/>
    public override string Usage => "TEXT --source TEXT  [-o FILE]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn patch \"The nurse gave the doctor a book.\" --source \"The nurse sold the doctor a house.\" -o patch.png",
            "what enters each layer, token by token"),
        new("attn patch \"The cat sat.\" --source \"The dog sat.\" --site z -o heads.png -o heads.csv", "each head in turn"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        AblationOptions.Source, OutputOptions.Output, OutputOptions.Format, PatchChoices.Site, PatchChoices.By,
        MetricOptions.Metric, MeasureChoices.Target, MeasureChoices.To,
        TextOptions.Pair, TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, RunOptions.Device, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ResultWriter writer = new(call);
        TextPair text = TextOptions.Read(call)[0];
        string source = call.Value(AblationOptions.Source) ?? throw new UsageException(Messages.NoSource(call.Command));
        PatchOptions options = PatchChoices.Read(call, source);
        Precision precision = RunOptions.PrecisionOf(call);
        writer.RequireWritable();

        TextPair from = text with { Text = source };
        PretrainedModel model = ModelRun.Load(
            call, precision: precision, meanwhile: writer.HasFigure ? HeadStart.ForFigure : null, texts: [text, from]);
        Patching patching = model.Patch(text, from, options);
        writer.Report("runs", new PatchReport(patching), patching.ToFigure, patching.ToTable, NextSteps.AfterPatch);
    }
}
