using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Switches heads off one after the other.</summary>
public static partial class ModelRuns
{
    /// <summary>Switches heads off one after the other in several orders, over one text or a corpus.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="options">In which orders, what takes the heads' place, and what it is judged by.</param>
    /// <exception cref="AttnExtractException">
    /// There is no text, one cannot be read, or the model or the metric has not what the options ask for; the message says what.
    /// </exception>
    public static Removal RemoveHeads(this PretrainedModel model, IReadOnlyList<TextPair> texts, RemovalOptions? options = null)
    {
        options ??= RemovalOptions.Default;
        ImmutableArray<Encoding> encodings = Encodings.OfCorpus(model, texts, options.Kind, options.Truncate);
        AttentionPlace place = AttentionPlace.In(model, options.Kind, encodings[0]);
        Metric metric = options.Metric ?? MetricCatalog.DefaultOf(model, encodings[0].Target is not null);
        if (options.Orders.Contains(RemovalOrder.Taylor) && metric.Target is null)
        {
            throw new AttnExtractException(
                $"The order 'taylor' goes by the slope of a number, and the metric '{metric}' has none where nothing is switched off; "
                + "take a similarity (--to TEXT), a class or a token (--target).");
        }

        RequireAny(model, SweepUnit.Heads.Name, place.Heads(HeadSelection.All).Count());
        using HookWatch watch = new();
        using AblationContext context = new(model, encodings, options.Truncate);
        RemovalRunner runner = new(context, place, metric, encodings, options);
        return new Removal
        {
            With = options.With.ToString(),
            Kind = place.Kind,
            Metric = metric.Name,
            Meaning = metric.Meaning,
            Texts = [.. texts.Select(text => Encodings.Columns(model, text))],
            Plain = runner.Plain(),
            Curves = [.. options.Orders.Select(order => Curve(order, runner, place, metric, encodings, options))],
            RandomOrders = options.RandomOrders,
            Bootstrap = options.Bootstrap,
            Provenance = place.Of(ProvenanceOf(
                model, watch, encodings.Sum(encoding => encoding.TruncatedCount),
                [$"{AttentionPlace.Prefix(place.Kind)}heads={options.With}, one after the other"])),
        };
    }

    private static RemovalCurve Curve(
        RemovalOrder order, RemovalRunner runner, AttentionPlace place, Metric metric, ImmutableArray<Encoding> encodings, RemovalOptions options)
    {
        if (order == RemovalOrder.Random)
        {
            return new RemovalCurve(order.Name, [], runner.RandomControl());
        }

        ImmutableArray<(int Layer, int Head)> heads = order == RemovalOrder.Greedy ? runner.GreedyOrder()
            : ByTaylor(runner, place, metric, encodings);
        return new RemovalCurve(order.Name, heads, Bootstrap.Means(runner.Effects(heads), options.Bootstrap));
    }

    // The importance of a head over a corpus is its mean importance; Michel et al. 2019, equation 2.
    private static ImmutableArray<(int Layer, int Head)> ByTaylor(
        RemovalRunner runner, AttentionPlace place, Metric metric, ImmutableArray<Encoding> encodings)
    {
        double[] importance = new double[runner.Heads.Length];
        foreach (Encoding encoding in encodings)
        {
            MeasureRun run = new(runner.Model, encoding, metric.Target, MeasureNeeds.Target, place.Kind);
            ReadOnlySpan<float> ofText = run.Gradients.OfHeads.Values.Span;
            for (int i = 0; i < importance.Length; i++)
            {
                importance[i] += ofText[i];
            }
        }

        return [.. Enumerable.Range(0, importance.Length).OrderBy(i => importance[i]).Select(i => runner.Heads[i]).Take(runner.Steps)];
    }
}
