using System.Collections.Immutable;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Measures texts and records.</summary>
public static partial class ModelRuns
{
    /// <summary>Measures a text by several measures, which share its runs.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="text">The text.</param>
    /// <param name="measures">Some of <see cref="MeasureCatalog.All"/>.</param>
    /// <param name="options">How; the target above all.</param>
    /// <returns>One result a measure, in order.</returns>
    /// <exception cref="AttnExtractException">The text, the model or the target has not what a measure needs; the message says what.</exception>
    public static IReadOnlyList<Measurement> Measure(
        this PretrainedModel model, TextPair text, IReadOnlyList<Measure> measures, MeasureOptions? options = null)
    {
        options ??= MeasureOptions.Default;
        RequireMeaning(model, measures);
        return model.MeasureEncoded(Encodings.ToStudy(model, text, options.Kind, options.Truncate), measures, options);
    }

    /// <summary>Measures what a model reads of tokens that are known already, such as those that it wrote itself.</summary>
    /// <inheritdoc cref="Measure(PretrainedModel, TextPair, IReadOnlyList{Measure}, MeasureOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="encoding">What it reads.</param>
    /// <param name="measures">Some of <see cref="MeasureCatalog.All"/>.</param>
    /// <param name="options">How; the target above all.</param>
    public static IReadOnlyList<Measurement> Measure(
        this PretrainedModel model, Encoding encoding, IReadOnlyList<Measure> measures, MeasureOptions? options = null)
    {
        RequireMeaning(model, measures);
        return model.MeasureEncoded(encoding, measures, options ?? MeasureOptions.Default);
    }

    internal static void RequireMeaning(PretrainedModel model, IReadOnlyList<Measure> measures)
    {
        foreach (Measure measure in measures)
        {
            if (measure.WhyNot(model) is { } reason)
            {
                throw new AttnExtractException($"The measure '{measure}' has no meaning in {model.Name}: {reason}.");
            }
        }
    }

    private static IReadOnlyList<Measurement> MeasureEncoded(
        this PretrainedModel model, Encoding encoding, IReadOnlyList<Measure> measures, MeasureOptions options)
    {
        MeasureTarget? target = options.Target ?? DefaultTarget(model, measures, options, encoding.Target is not null);
        MeasureNeeds needs = measures.Any(measure => measure.Needs == MeasureNeeds.Weights) ? MeasureNeeds.Weights : MeasureNeeds.Maps;
        MeasureRun run = new(model, encoding, target, needs, options.Kind) { Steps = options.Steps };
        foreach (Measure measure in measures)
        {
            measure.RequireIn(run.Place.Kind);
        }

        FaithfulnessTest? test = options.Faithfulness ? new FaithfulnessTest(run) : null;
        return
        [
            .. measures.Select(measure =>
            {
                Measurement result = Result(
                    measure, run.Record, measure.OfRecord?.Invoke(run.Record) ?? measure.OfRun!(run));
                return result with { Kind = run.Place.Kind, Target = run.TargetName, Completeness = Completed(result, run), Faithfulness = test?.Of(result) };
            }),
        ];
    }

    /// <summary>Measures a text.</summary>
    /// <inheritdoc cref="Measure(PretrainedModel, TextPair, IReadOnlyList{Measure}, MeasureOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="text">The text.</param>
    /// <param name="measure">One of <see cref="MeasureCatalog.All"/>.</param>
    /// <param name="options">How; the target above all.</param>
    public static Measurement Measure(this PretrainedModel model, string text, Measure measure, MeasureOptions? options = null) =>
        model.Measure(new TextPair(text), [measure], options)[0];

    /// <summary>Measures a run that was kept, without a model.</summary>
    /// <param name="record">A record of the maps of every layer and head.</param>
    /// <param name="measure">A measure that needs no more than <see cref="MeasureNeeds.Maps"/>.</param>
    /// <exception cref="AttnExtractException">The record does not hold what the measure needs.</exception>
    public static Measurement Measure(this AttentionRecord record, Measure measure)
    {
        measure.RequireIn(record.Kind);
        return measure.OfRecord is { } compute
            ? Result(measure, record, compute(record))
            : throw new AttnExtractException(
                $"The measure '{measure}' needs the model itself, and a record holds what passed in one run; measure the text with its model. "
                + $"From a record there are {string.Join(", ", MeasureCatalog.All.Where(other => other.OfRecord is not null))}.");
    }

    private static MeasureTarget? DefaultTarget(PretrainedModel model, IReadOnlyList<Measure> measures, MeasureOptions options, bool hasTarget)
    {
        Measure? asking = measures.FirstOrDefault(measure => measure.Needs == MeasureNeeds.Target);
        return asking is null && !options.Faithfulness ? null : MeasureTarget.DefaultOf(model, hasTarget) ?? throw new AttnExtractException(
            $"{(asking is null ? "Faithfulness" : $"The measure '{asking}'")} explains a number that the run ends in, and {model.Name} tells none "
            + "of itself; choose one: similarity to another text (--to TEXT), the logit of a class (--target class:LABEL) "
            + "or the log-probability of a token (--target token:POSITION).");
    }

    private static Completeness? Completed(Measurement result, MeasureRun run) => result.Measure.Shared is { } shared
        ? new Completeness(run.Steps, shared(run), result.Values!.Values.ToArray().Sum(value => (double)value))
        : null;

    private static Measurement Result(Measure measure, AttentionRecord record, IReadOnlyList<DenseArray> arrays)
    {
        bool isPerLayer = measure.Shape is MeasureShape.HeadMaps or MeasureShape.LayerMaps;
        return new Measurement
        {
            Measure = measure,
            Text = record.Text,
            Pair = record.Pair,
            Tokens = record.Tokens,
            Kind = record.Kind,
            Keys = record.HasOtherKeys ? record.Keys : null,
            Provenance = record.Provenance,
            Layers = isPerLayer ? [.. arrays] : ImmutableArray<DenseArray>.Empty,
            Values = isPerLayer ? null : arrays.Single(),
            Hidden = isPerLayer || measure.Shape == MeasureShape.Map ? HiddenOf(measure, record) : [],
        };
    }

    private static IReadOnlyList<HiddenCells?> HiddenOf(Measure measure, AttentionRecord record)
    {
        IReadOnlyList<HiddenCells?> layers = [.. record.Layers.Select(record.HiddenIn)];
        layers = measure.Accumulates ? HiddenCells.Unreached(layers) : layers;
        layers = measure.Shape == MeasureShape.Map ? [.. layers.TakeLast(1)] : layers;
        return layers.Any(cells => cells is not null) ? layers : [];
    }
}
