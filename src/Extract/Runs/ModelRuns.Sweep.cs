using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Switches everything off in turn and says what difference it makes.</summary>
public static partial class ModelRuns
{
    /// <summary>Sweeps over one text.</summary>
    /// <inheritdoc cref="Sweep(PretrainedModel, IReadOnlyList{TextPair}, SweepOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">What is switched off, what takes its place, and what it is judged by.</param>
    public static Sweep Sweep(this PretrainedModel model, string text, SweepOptions? options = null) =>
        model.Sweep([new TextPair(text)], options);

    /// <summary>Sweeps over a corpus: effects are means over texts, with intervals and marks.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="options">What is switched off, what takes its place, and what it is judged by.</param>
    /// <exception cref="AttnExtractException">
    /// There is no text, one cannot be read, or the model has not what the options ask for; the message says what.
    /// </exception>
    public static Sweep Sweep(this PretrainedModel model, IReadOnlyList<TextPair> texts, SweepOptions? options = null)
    {
        options ??= SweepOptions.Default;
        ImmutableArray<Encoding> encodings = Encodings.OfCorpus(model, texts, options.Kind, options.Truncate);
        bool hasTarget = encodings[0].Target is not null;
        AttentionPlace place = AttentionPlace.In(model, options.Unit.KindOf(options.Kind, hasTarget), encodings[0]);
        Metric metric = options.Metric ?? MetricCatalog.DefaultOf(model, hasTarget);
        IReadOnlyList<Ablation?> places = options.Unit.Variants(place, options.With);
        Ablation[] variants = [.. places.OfType<Ablation>()];
        RequireAny(model, options.Unit.Name, variants.Length);

        using HookWatch watch = new();
        using AblationContext context = new(model, encodings, options.Truncate);
        List<MetricReading[]> readings = [];
        List<double> plain = [];
        foreach (Encoding encoding in encodings)
        {
            using VariantRunner runner = new(context, metric, encoding);
            plain.Add(runner.Plain);
            readings.Add(runner.Run(variants));
        }

        string with = options.Unit.WordFor(options.With);
        int columns = options.Unit.ColumnsOf(place.Spec);
        EffectTable table = new(readings, metric.IsDistance, options.Bootstrap);
        return new Sweep
        {
            Unit = options.Unit.Name,
            Kind = place.Kind,
            With = with,
            Metric = metric.Name,
            Meaning = metric.Meaning,
            IsDistance = metric.IsDistance,
            Texts = [.. texts.Select(text => Encodings.Columns(model, text))],
            Plain = plain.Average(),
            Rows = place.Spec.LayerCount,
            Columns = columns,
            Effects = Effects(places, columns, table),
            Bootstrap = options.Bootstrap,
            Provenance = place.Of(ProvenanceOf(
                model, watch, encodings.Sum(encoding => encoding.TruncatedCount),
                [$"{AttentionPlace.Prefix(place.Kind)}{options.Unit}={with}, in turn"])),
        };
    }

    /// <summary>Refuses a sweep that has nothing to switch off, as one of heads has where all were pruned.</summary>
    /// <exception cref="AttnExtractException">There is nothing.</exception>
    internal static void RequireAny(PretrainedModel model, string unit, int count)
    {
        if (count == 0)
        {
            throw new AttnExtractException(
                $"{model.Name} has nothing of the unit '{unit}' to switch off: too few heads are left in it; take another unit, such as layers.");
        }
    }

    private static ImmutableArray<SweepEffect> Effects(IReadOnlyList<Ablation?> places, int columns, EffectTable table)
    {
        ImmutableArray<SweepEffect>.Builder effects = ImmutableArray.CreateBuilder<SweepEffect>(places.Count);
        int next = 0;
        foreach ((int place, Ablation? variant) in places.Index())
        {
            (int layer, int column) = (place / columns, place % columns);
            if (variant is null)
            {
                effects.Add(SweepEffect.OfNothing(layer, column, table.ByLayer(0).Length));
            }
            else
            {
                effects.Add(new SweepEffect(
                    variant.ToString(), layer, column, table.Means[next], table.AdjustedPValues[next], table.Marks[next], table.ByLayer(next)));
                next++;
            }
        }

        return effects.MoveToImmutable();
    }
}
