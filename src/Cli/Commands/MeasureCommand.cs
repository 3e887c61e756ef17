using System.CommandLine;
using System.Text.Json;
using AttnExtract.Cli.Completion;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Extract.Tables;
using AttnExtract.Model;
using AttnExtract.Render;
using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Commands;

/// <summary>Other answers than attention to the question of what matters to what.</summary>
internal sealed class MeasureCommand : ProgramCommand
{
    private static readonly ResultFormats<IReadOnlyList<Measurement>> Formats = new(
        MeasurementFormats.All.Select(format => new ResultFormat<IReadOnlyList<Measurement>>(format.Extension, format.Write)));

    // Put to the test, what is drawn and tabled is the test; arrays keep both.
    private static readonly ResultFormats<IReadOnlyList<Measurement>> TestFormats = new(
    [
        .. MeasurementFormats.All.Where(format => TableFormats.All.All(table => table.Extension != format.Extension))
            .Select(format => new ResultFormat<IReadOnlyList<Measurement>>(format.Extension, format.Write)),
        .. TableFormats.All.Select(format => new ResultFormat<IReadOnlyList<Measurement>>(
            format.Extension, (measured, stream) => format.Write(measured.ToFaithfulnessTable(), stream))),
    ]);

    /// <inheritdoc/>
    public override string Name => "measure";

    /// <inheritdoc/>
    public override string Summary => "measure what matters to what: norms, rollout, flow, gradients, blank-out, …";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE  --kind KIND  -o FILE | --json  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn measure \"The cat sat on the mat.\" --kind rollout -o rollout.png", "attention rolled out to the input"),
        new("attn measure \"The cat sat.\" --kind gradient,occlusion --to \"A cat.\" --json", "what makes two texts similar, as numbers"),
        new("attn measure \"The cat sleeps.\" --target \"Le chat dort.\" -m FOLDER --kind norm_sum -o norms.png",
            "of a translator, from its target to the text"),
        new("attn measure \"The cat sat.\" --kind norm,alti -o measures.npz", "arrays for NumPy; .csv and .parquet have a row a number"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, .. CompanionOptions.All,
        KindOption.Kind, .. StudyOptions.All, RemovalChoices.Steps, MeasureChoices.Faithfulness,
        .. ViewChoices.All, TextOptions.Input, .. TextOptions.OfFiles,
        TextOptions.Pair, TextOptions.Truncate, ModelOptions.Model, RunOptions.Precision, RunOptions.Device,
        SelectionOptions.Layers, SelectionOptions.Heads, PolicyOptions.MaskHidden, FigureOptions.Scale, FigureOptions.Labels,
        .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        OutputOptions.OfTexts,
        StudyOptions.OfTarget,
        new(KindOption.Kind, new(KindOption.Kind.HelpName, "the measure, or several separated by commas (attn list measures)", OptionValues.Measures)),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ResultFormats<IReadOnlyList<Measurement>> formats = call.Has(MeasureChoices.Faithfulness) ? TestFormats : Formats;
        IReadOnlyList<OutputTarget<ResultFormat<IReadOnlyList<Measurement>>>> targets = formats.Read(call);
        OutputTarget<ResultFormat<IReadOnlyList<Measurement>>>[] kept = [.. targets.Where(target => target.Format.Figure is null)];
        FigureFiles files = FigureFiles.Of(
            call, [.. targets.Except(kept).Select(target => new OutputTarget<FigureFormat>(target.Path, target.Format.Figure!))]);
        Func<Figure, Figure> style = FigureOptions.Read(call);
        IReadOnlyList<Measure> kinds = MeasureChoices.KindsOf(call);
        CaptureOptions selection = new()
        {
            Layers = SelectionOptions.Read(call, SelectionOptions.Layers),
            Heads = SelectionOptions.Read(call, SelectionOptions.Heads),
            Kinds = TargetOptions.WantsAll(call) ? throw StudyOptions.OneKind(Name) : TargetOptions.KindsOf(call),
        };
        MeasureOptions options = new()
        {
            Steps = MeasureChoices.StepsOf(call, kinds) ?? MeasureOptions.Default.Steps,
            Target = MeasureChoices.TargetOf(call),
            Faithfulness = call.Has(MeasureChoices.Faithfulness),
            Truncate = call.Has(TextOptions.Truncate),
        };
        Func<IReadOnlyList<Measurement>, Figure> toFigure = ViewOf(call, kinds, options, selection);
        bool showsHidden = PolicyOptions.ShowsHidden(call);
        Precision precision = RunOptions.PrecisionOf(call);
        bool isWritten = kept.Length > 0 || !files.IsEmpty;
        bool isShown = !isWritten && TerminalView.IsWanted(call);
        if (!isWritten && !isShown && !call.Has(ReportOptions.Json))
        {
            throw new UsageException(Messages.NoMeasureTarget());
        }

        FigureOptions.RemarkUnused(call, isShown || !files.IsEmpty, [FigureOptions.Scale, FigureOptions.Labels, .. ViewChoices.All]);
        IReadOnlyList<TextPair> texts = TextOptions.Read(call);
        files.Require(texts.Count);
        OutputOptions.Require(call, kept, texts.Count);
        PretrainedModel model = ModelRun.Load(call, selection, precision, files.IsEmpty && !isShown ? null : HeadStart.ForFigure, texts);
        IReadOnlyList<AttentionKind?> attention = StudyOptions.KindsOf(call, model);
        texts = StudyOptions.Texts(call, model, texts, attention);
        options = options with { Kind = attention[0] };
        List<IReadOnlyList<Measurement>> results = [];
        for (int i = 0; i < texts.Count; i++)
        {
            IReadOnlyList<Measurement> measured = model.Measure(texts[i], kinds, options);
            measured = showsHidden ? [.. measured.Select(measurement => measurement.ShowingHidden())] : measured;
            call.Timings.Mark("measures");
            IReadOnlyList<Measurement> chosen = [.. measured.Select(measurement => measurement.Only(selection.Layers, selection.Heads))];
            results.Add(chosen);
            foreach (Measurement rough in measured.Where(measurement => measurement.Completeness?.IsRough == true))
            {
                call.Note(Messages.FewSteps(rough.Completeness!));
            }

            if (options.Faithfulness)
            {
                call.Say(Messages.Faithfulness(measured));
            }

            using OutputBatch batch = new(call.Shell);
            if (isShown || !files.IsEmpty)
            {
                Draw(call, files, batch, style(toFigure(measured)), i, texts.Count);
            }

            batch.Add(kept.Select(target => target.For(i, texts.Count)), (format, stream) => format.Keep(chosen, stream));
            IReadOnlyList<string> written = batch.Place();
            if (written.Count > 0)
            {
                call.Say(Messages.WroteMeasures(written, measured));
            }
        }

        if (!files.IsEmpty && NextSteps.AfterMeasure(call, kinds, results.Min(result => result[0].Tokens.Count)) is { Length: > 0 } next)
        {
            call.Say(next);
        }

        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), results, WriteJson);
        }
    }

    private static Func<IReadOnlyList<Measurement>, Figure> ViewOf(
        Invocation call, IReadOnlyList<Measure> kinds, MeasureOptions options, CaptureOptions selection)
    {
        (ScoreView? view, Func<IReadOnlyList<RecordToken>, int>? query) = (ViewChoices.ViewOf(call), ViewChoices.QueryOf(call, kinds));
        if (options.Faithfulness && view is not null)
        {
            throw new UsageException(Messages.NotBoth(call.Command, MeasureChoices.Faithfulness.Name, ViewChoices.All.First(call.Has).Name));
        }

        return measured => options.Faithfulness ? measured.ToFaithfulnessFigure()
            : view is { } chosen ? measured.ToFigure(chosen, query?.Invoke(measured[0].Tokens), selection.Layers, selection.Heads)
            : measured.ToFigure(selection.Layers, selection.Heads);
    }

    private static void Draw(Invocation call, FigureFiles files, OutputBatch batch, Figure figure, int index, int count)
    {
        if (index == 0)
        {
            FigureOptions.RemarkWithoutCells(call, figure);
        }

        if (files.IsEmpty)
        {
            files.Warn(figure);
            TerminalView.Write(call, figure);
        }
        else
        {
            files.Add(batch, figure, index, count);
        }
    }

    // Of one measure, its arrays; of several, an object for each under "measures".
    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<Measurement> measured)
    {
        Measurement first = measured[0];
        json.WriteString("model", first.Provenance.Model);
        json.WriteString("text", first.Text);
        json.WriteString("pair", first.Pair);
        json.WriteTexts("tokens", first.Tokens.Select(token => token.Text));
        if (first.Kind is { } kind)
        {
            json.WriteString("attention", kind.Name);
        }

        if (first.Keys is { } keys)
        {
            json.WriteString("key_text", keys.Text);
            json.WriteTexts("key_tokens", keys.Tokens.Select(token => token.Text));
        }

        json.WriteNumber("truncated_tokens", first.Provenance.TruncatedTokens);
        json.WriteString("target", first.Target);
        if (measured.Count == 1)
        {
            WriteArrays(json, first);
            return;
        }

        json.WriteStartArray("measures");
        foreach (Measurement measurement in measured)
        {
            json.WriteStartObject();
            WriteArrays(json, measurement);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteArrays(Utf8JsonWriter json, Measurement measurement)
    {
        json.WriteString("kind", measurement.Measure.Name);
        json.WriteString("source", measurement.DefinedBy);
        if (measurement.Faithfulness is { } faithfulness)
        {
            json.WriteStartObject("faithfulness");
            json.WriteFinite("spearman", faithfulness.Spearman);
            json.WriteFinite("comprehensiveness", faithfulness.Comprehensiveness);
            json.WriteFinite("sufficiency", faithfulness.Sufficiency);
            json.WriteEndObject();
        }

        if (measurement.Completeness is { } completeness)
        {
            json.WriteNumber("steps", completeness.Steps);
            json.WriteFinite("difference", completeness.Difference);
            json.WriteFinite("sum", completeness.Sum);
        }

        if (measurement.Values is { } values)
        {
            json.WriteArray("values", values);
        }
        else
        {
            json.WriteArrays("layers", measurement.Layers);
        }
    }
}
