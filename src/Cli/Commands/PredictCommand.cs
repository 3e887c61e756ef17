using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Model;

namespace AttnExtract.Cli.Commands;

/// <summary>Says what a model's head makes of a text: words, classes, labelled tokens or an answer.</summary>
internal sealed class PredictCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "predict";

    /// <inheritdoc/>
    public override string Summary => "say what the model's head makes of a text: words, classes, labels or an answer";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE  -m FOLDER  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn predict \"The cat sat on the [MASK].\" -m models/bert-base-uncased", "the likeliest words, with their probabilities"),
        new("attn predict \"The cat sleeps.\" --target \"Le chat\" -m FOLDER", "what a translator says next, with its target begun"),
        new("attn predict \"Once upon a time\" --generate -m FOLDER", "what a decoder writes, with what else each word could have been"),
        new("attn predict \"Who sat?\" --pair \"The cat sat on the mat.\" -m models/bert-squad", "the answer, where it stands in the second text"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        TextOptions.Input, .. TextOptions.OfFiles,
        TextOptions.Pair, TargetOptions.Target, TargetOptions.Language, TargetOptions.Generate, TargetOptions.MaxNewTokens,
        TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, RunOptions.Device, TopOption.Top,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>([TargetOptions.OfWords]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        int count = TopOption.CountOf(call);
        bool writes = TargetOptions.AsksToWrite(call);
        int? most = TargetOptions.MostTokens(call);
        IReadOnlyList<TextPair> texts = TextOptions.Read(call);
        PretrainedModel model = ModelRun.Load(call, precision: RunOptions.PrecisionOf(call), texts: texts);
        Prediction[] predictions =
        [
            .. texts.Select(text => writes
                ? Prediction.Of(text, model.Generate(text, most, count))
                : Prediction.Of(model, text, count, call.Has(TextOptions.Truncate))),
        ];
        call.Timings.Mark("predictions");
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), predictions, (json, prediction) => prediction.WriteJson(json));
            return;
        }

        for (int i = 0; i < predictions.Length; i++)
        {
            if (TextOptions.AreMany(call))
            {
                call.Shell.Out.WriteLine($"{(i == 0 ? "" : "\n")}{texts[i].Text}");
            }

            call.Shell.Out.Write(predictions[i].ToText());
        }
    }
}
