using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract.Predictions;
using AttnExtract.Extract.Tables;
using AttnExtract.Model;

namespace AttnExtract.Cli.Commands;

/// <summary>Says what a model's head makes of texts: words, classes, labelled tokens or an answer.</summary>
internal sealed class PredictCommand : ProgramCommand
{
    // Numbers do not depend on how many texts there are in a chunk.
    private const int UsualChunk = 256;

    /// <inheritdoc/>
    public override string Name => "predict";

    /// <inheritdoc/>
    public override string Summary => "say what the model's head makes of a text: words, classes, labels or an answer";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE  -m FOLDER  [-o FILE]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn predict \"The cat sat on the [MASK].\" -m models/bert-base-uncased", "the likeliest words, with their probabilities"),
        new("attn predict \"The cat sleeps.\" --target \"Le chat\" -m FOLDER", "what a translator says next, with its target begun"),
        new("attn predict \"Once upon a time\" --generate -m FOLDER", "what a decoder writes, with what else each word could have been"),
        new("attn predict \"Who sat?\" --pair \"The cat sat on the mat.\" -m models/bert-squad", "the answer, where it stands in the second text"),
        new("attn predict -i reviews.csv --column text -m FOLDER -o classes.parquet", "of every text of a corpus, a row a prediction"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, TextOptions.Input, .. TextOptions.OfFiles,
        TextOptions.Pair, TargetOptions.Target, TargetOptions.Language, TargetOptions.Generate, TargetOptions.MaxNewTokens,
        TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, RunOptions.Device, RunOptions.Threads, TopOption.Top, .. RunFolderOptions.All,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Planned =>
    [
        .. TextOptions.OfFiles, TextOptions.Pair, TargetOptions.Target, TargetOptions.Language, TargetOptions.Generate, TargetOptions.MaxNewTokens,
        TextOptions.Truncate, TopOption.Top, RunOptions.Precision,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } =
        new Dictionary<Option, OptionWords>([OutputOptions.OfStudies, TargetOptions.OfWords, RunOptions.OfTexts]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        IReadOnlyList<OutputTarget<TableFormat>> targets =
            OutputOptions.Read(call, TableFormats.For, TableFormats.All.Select(format => format.Extension));
        PredictionOptions options = new()
        {
            Count = TopOption.CountOf(call),
            Writes = TargetOptions.AsksToWrite(call),
            MostTokens = TargetOptions.MostTokens(call),
            Truncate = call.Has(TextOptions.Truncate),
        };
        Precision precision = RunOptions.PrecisionOf(call);
        CorpusRun corpus = CorpusRun.OfTexts(call, UsualChunk);
        corpus.RequireCorpus();
        OutputOptions.Require(call, targets, 1);
        using PredictionMerge merge = new();
        if (corpus.Run(() => ModelRun.Load(call, precision: precision), model => new PredictionWork(model, options), merge))
        {
            Report(call, targets, merge.ToPredictions());
        }
    }

    private static void Report(Invocation call, IReadOnlyList<OutputTarget<TableFormat>> targets, IEnumerable<Prediction> predictions)
    {
        call.Timings.Mark("predictions");
        OutputBatch.Write(call.Shell, targets, (format, stream) => format.Write(predictions.ToTables(), stream));
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), predictions, PredictionReport.WriteJson);
        }
        else if (targets.Count == 0)
        {
            Show(call, predictions);
        }

        if (targets.Count > 0)
        {
            call.Say(Messages.Wrote([.. targets.Select(target => target.Path)], $"predictions for {Messages.Count(predictions.Count(), "text")}"));
        }
    }

    private static void Show(Invocation call, IEnumerable<Prediction> predictions)
    {
        foreach ((int number, Prediction prediction) in predictions.Index())
        {
            if (TextOptions.AreMany(call))
            {
                call.Shell.Out.WriteLine($"{(number == 0 ? "" : "\n")}{prediction.Text.Text}");
            }

            call.Shell.Out.Write(PredictionReport.ToText(prediction));
        }
    }
}
