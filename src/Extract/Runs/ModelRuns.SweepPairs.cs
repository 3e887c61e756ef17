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
        Metric metric = options.Metric ?? MetricCatalog.DefaultOf(model);
        ImmutableArray<Encoding> encodings = Encodings.OfCorpus(model, texts, options.Truncate);
        using HookWatch watch = new();
        using AblationContext context = new(model, encodings.Max(encoding => encoding.Tokens.Count), options.Truncate);
        ImmutableArray<(int Layer, int Head)> heads = HeadSelection.All.In(model.Spec, model.Name);
        RequireAny(model, "pairs", heads.Length / 2);
        Ablation[] off = [.. heads.Select(head => Ablate.Head(head.Layer, head.Head).To(options.With))];
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
            With = options.With.ToString(),
            Metric = metric.Name,
            Meaning = metric.Meaning,
            Texts = [.. texts],
            Heads = heads,
            Alone = [.. heads.Select((_, i) => together[(i * heads.Length) + i])],
            Together = [.. together],
            Provenance = ProvenanceOf(
                model, watch, encodings.Sum(encoding => encoding.TruncatedCount), [$"pairs of heads={options.With}, in turn"]),
        };
    }
}
