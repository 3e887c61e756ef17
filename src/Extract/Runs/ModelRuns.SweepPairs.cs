using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Pairs;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Switches every two heads off together.</summary>
public static partial class ModelRuns
{
    /// <summary>Sweeps over all pairs of heads.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="options">What takes the heads' place, and what it is judged by; the unit does not matter.</param>
    /// <exception cref="AttnExtractException">
    /// There is no text, one cannot be read, or the model has not what the options ask for; the message says what.
    /// </exception>
    public static PairSweep SweepPairs(this PretrainedModel model, IReadOnlyList<TextPair> texts, SweepOptions? options = null)
    {
        options ??= SweepOptions.Default;
        ImmutableArray<Encoding> encodings = Encodings.OfCorpus(model, texts, options.Kind, options.Truncate);
        AttentionPlace place = AttentionPlace.In(model, options.Kind, encodings[0]);
        Metric metric = options.Metric ?? MetricCatalog.DefaultOf(model, encodings[0].Target is not null);
        using HookWatch watch = new();
        using AblationContext context = new(model, encodings, options.Truncate);
        ImmutableArray<(int Layer, int Head)> heads = [.. place.Heads(HeadSelection.All)];
        RequireAny(model, "pairs", heads.Length / 2);
        Ablation[] off = [.. heads.Select(head => new HeadAblation(HeadSelection.Of(head.Layer, head.Head), options.With) { Kind = place.Kind })];
        double[] together = new double[heads.Length * heads.Length];
        foreach (Encoding encoding in encodings)
        {
            for (int first = 0; first < heads.Length; first++)
            {
                // With the earlier head always off, only the layers from the later one on are run.
                using VariantRunner runner = new(context, metric, encoding, [off[first]]);
                MetricReading[] readings = runner.Run(off[(first + 1)..]);
                together[(first * heads.Length) + first] += runner.Base.Effect / encodings.Length;
                for (int i = 0; i < readings.Length; i++)
                {
                    int second = first + 1 + i;
                    together[(first * heads.Length) + second] += readings[i].Effect / encodings.Length;
                    together[(second * heads.Length) + first] = together[(first * heads.Length) + second];
                }
            }
        }

        return new PairSweep
        {
            Kind = place.Kind,
            With = options.With.ToString(),
            Metric = metric.Name,
            Meaning = metric.Meaning,
            Texts = [.. texts.Select(text => Encodings.Columns(model, text))],
            Heads = heads,
            Alone = [.. heads.Select((_, i) => together[(i * heads.Length) + i])],
            Together = [.. together],
            Provenance = place.Of(ProvenanceOf(
                model, watch, encodings.Sum(encoding => encoding.TruncatedCount),
                [$"pairs of {AttentionPlace.Prefix(place.Kind)}heads={options.With}, in turn"])),
        };
    }
}
