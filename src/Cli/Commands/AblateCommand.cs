using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Sweeps;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>Switches every head off in turn and shows what difference it makes.</summary>
internal sealed class AblateCommand : ProgramCommand
{
    private static readonly Option<string> Unit = new("--unit")
    {
        HelpName = string.Join('|', SweepUnit.All.Select(unit => unit.Name)),
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
        new("attn ablate -i texts.txt --kind mean --reference texts.txt -o delta.png -o delta.csv",
            "over a corpus, with intervals and marks"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format,
        TextOptions.Input, TextOptions.Pair, TextOptions.Truncate, ModelOptions.Model,
        Unit, KindOption.Kind, AblationOptions.Reference, AblationOptions.Source, AblationOptions.Seed,
        MetricOptions.Metric, MeasureChoices.Target, MeasureChoices.To, RunOptions.Precision, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ResultWriter writer = new(call);
        SweepOptions options = new()
        {
            Unit = UnitOf(call),
            With = AblationOptions.KindOf(call),
            Metric = MetricOptions.Read(call),
            Bootstrap = new BootstrapOptions { Seed = AblationOptions.SeedOf(call) },
            Truncate = call.Has(TextOptions.Truncate),
        };
        Precision precision = RunOptions.PrecisionOf(call);
        IReadOnlyList<TextPair> texts = TextOptions.Read(call);
        writer.RequireWritable();

        PretrainedModel model = ModelRun.Load(call, precision: precision, meanwhile: writer.HasFigure ? HeadStart.ForFigure : null);
        Sweep sweep = model.Sweep(texts, options);
        call.Timings.Mark("sweep");

        SweepReport report = new(sweep);
        writer.Write(sweep.ToFigure, sweep.ToTable);
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, report.WriteJson);
        }
        else
        {
            call.Say(report.ToText().TrimEnd());
        }

        writer.Report(Messages.AfterSweep(writer.HasFiles));
    }

    private static SweepUnit UnitOf(Invocation call)
    {
        string name = call.Value(Unit) ?? SweepUnit.Heads.Name;
        return SweepUnit.All.FirstOrDefault(unit => unit.Name == name)
            ?? throw new UsageException(Messages.NoSuchChoice(Unit.Name, name, SweepUnit.All.Select(unit => unit.Name)));
    }
}
