using System.CommandLine;
using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.HeadStatistics;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Commands;

/// <summary>What a model's heads do on a corpus.</summary>
internal sealed class HeadsCommand : ProgramCommand
{
    private static readonly Argument<string> Corpus = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "a UTF-8 file of texts, one a line",
    };

    private static readonly Option<bool> Divergences =
        ReportOptions.Flag("--divergences", "draw how differently every two heads attend instead of the statistics");

    /// <inheritdoc/>
    public override string Name => "heads";

    /// <inheritdoc/>
    public override string Summary => "describe what every head does on a corpus: statistics, kinds, likeness";

    /// <inheritdoc/>
    public override string Usage => "FILE  [-o FILE] [--json]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn heads texts.txt -o heads.png", "entropy, distance, attention to neighbours, separators, … as layer × head maps"),
        new("attn heads texts.txt --json", "every number, with intervals, kinds of heads and divergences"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => Corpus;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, .. CompanionOptions.All, Divergences,
        TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        FigureFiles files = FigureFiles.Read(call);
        Func<Figure, Figure> style = FigureOptions.Read(call);
        Precision precision = RunOptions.PrecisionOf(call);
        string path = call.Value(Corpus) ?? throw new UsageException(Messages.NoCorpus(call.Command));
        files.Require(1);
        using (InputFile.Open(path))
        {
        }

        PretrainedModel model = ModelRun.Load(call, precision: precision, meanwhile: files.IsEmpty ? null : HeadStart.ForFigure);
        HeadSurvey survey = model.Survey(
            File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => new TextPair(line)),
            new HeadSurveyOptions { Truncate = call.Has(TextOptions.Truncate) });
        call.Timings.Mark("survey");

        if (!files.IsEmpty)
        {
            Figure figure = style(call.Has(Divergences) ? survey.ToDivergenceFigure() : survey.ToFigure());
            call.Say(Messages.WroteMeasures(files.Write(figure, 0, 1)));
        }

        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, asList: false, [survey], WriteJson);
        }
        else if (files.IsEmpty || !call.DataOnOutput)
        {
            foreach (HeadFinding finding in survey.Findings)
            {
                call.Say(Messages.Found(finding));
            }
        }
    }

    private static void WriteJson(Utf8JsonWriter json, HeadSurvey survey)
    {
        json.WriteString("model", survey.Provenance.Model);
        json.WriteNumber("texts", survey.TextCount);
        json.WriteNumber("tokens", survey.TokenCount);
        WriteStatistics(json, "statistics", survey, result => result.Values);
        WriteStatistics(json, "lower", survey, result => result.Lower);
        WriteStatistics(json, "upper", survey, result => result.Upper);
        json.WriteNumber("level", survey.Bootstrap.Level);
        json.WriteNumber("resamples", survey.Bootstrap.Resamples);
        json.WriteNumber("seed", survey.Bootstrap.Seed);
        json.WriteStartArray("kinds");
        foreach (HeadFinding finding in survey.Findings)
        {
            json.WriteStartObject();
            json.WriteNumber("layer", finding.Layer);
            json.WriteNumber("head", finding.Head);
            json.WriteString("kind", finding.Type.Name);
            json.WriteString("condition", finding.Type.ToString());
            json.WriteString("source", finding.Type.Source);
            json.WriteNumber("value", finding.Value);
            json.WriteNumber("lower", finding.Lower);
            json.WriteNumber("upper", finding.Upper);
            json.WriteBoolean("certain", finding.IsCertain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteArray("js", survey.Divergences);
        json.WriteArray("map", survey.Positions);
        json.WriteNumber("stress", survey.Stress);
        json.WriteNumbers("order", survey.Order);
    }

    private static void WriteStatistics(Utf8JsonWriter json, string name, HeadSurvey survey, Func<HeadStatisticResult, DenseArray> values)
    {
        json.WriteStartObject(name);
        foreach (HeadStatisticResult result in survey.Statistics)
        {
            json.WriteArray(result.Statistic.Name, values(result));
        }

        json.WriteEndObject();
    }
}
