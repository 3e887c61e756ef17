using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Experiments.Curves;

/// <summary>Runs the texts of a corpus with more and more heads switched off.</summary>
/// <param name="context">The model, and what ablations took from other texts.</param>
/// <param name="place">Whose heads go.</param>
/// <param name="metric">What the difference is judged by.</param>
/// <param name="encodings">The texts.</param>
/// <param name="options">What takes the heads' place, and how many go.</param>
internal sealed class RemovalRunner(
    AblationContext context, AttentionPlace place, Metric metric, ImmutableArray<Encoding> encodings, RemovalOptions options)
{
    /// <summary>The model.</summary>
    public PretrainedModel Model => context.Model;

    /// <summary>Every head.</summary>
    public ImmutableArray<(int Layer, int Head)> Heads { get; } = [.. place.Heads(HeadSelection.All)];

    /// <summary>How many heads go.</summary>
    public int Steps => Math.Clamp(options.Steps ?? Heads.Length, 1, Heads.Length);

    /// <summary>The number that the plain run comes to, a mean over texts.</summary>
    public double Plain() => encodings.Average(encoding =>
    {
        using VariantRunner runner = new(context, metric, encoding);
        return runner.Plain;
    });

    /// <summary>Each time the head whose loss does least, in the mean over texts.</summary>
    public ImmutableArray<(int Layer, int Head)> GreedyOrder()
    {
        List<(int Layer, int Head)> gone = [];
        List<(int Layer, int Head)> left = [.. Heads];
        while (gone.Count < Steps)
        {
            double[] sums = new double[left.Count];
            IReadOnlyList<Ablation> always = gone.Count == 0 ? [] : [Off(gone)];
            Ablation[] variants = [.. left.Select(head => Off([head]))];
            foreach (Encoding encoding in encodings)
            {
                using VariantRunner runner = new(context, metric, encoding, always);
                MetricReading[] readings = runner.Run(variants);
                for (int i = 0; i < sums.Length; i++)
                {
                    sums[i] += readings[i].Effect;
                }
            }

            int least = Ranking.Lowest<double>(sums);
            gone.Add(left[least]);
            left.RemoveAt(least);
        }

        return [.. gone];
    }

    /// <summary>The effect on each text with 0, 1, 2, … heads of an order gone: [text][gone].</summary>
    public IReadOnlyList<double[]> Effects(IReadOnlyList<(int Layer, int Head)> order)
    {
        Ablation[] variants = [.. Enumerable.Range(1, order.Count).Select(count => Off(order.Take(count)))];
        return [.. encodings.Select(encoding =>
        {
            using VariantRunner runner = new(context, metric, encoding);
            return runner.Run(variants).Select(reading => reading.Effect).Prepend(0).ToArray();
        })];
    }

    /// <summary>The mean effect of random orders with 0, 1, 2, … heads gone, with the smallest and the largest of them.</summary>
    public ImmutableArray<MeanEstimate> RandomControl()
    {
        Random random = new(options.Bootstrap.Seed);
        List<double[]> orders = [];
        for (int i = 0; i < options.RandomOrders; i++)
        {
            (int Layer, int Head)[] order = [.. Heads];
            random.Shuffle(order);
            IReadOnlyList<double[]> effects = Effects(order[..Steps]);
            orders.Add([.. Enumerable.Range(0, Steps + 1).Select(gone => effects.Average(text => text[gone]))]);
        }

        return
        [
            .. Enumerable.Range(0, Steps + 1).Select(gone => new MeanEstimate(
                orders.Average(order => order[gone]), orders.Min(order => order[gone]), orders.Max(order => order[gone]), double.NaN)),
        ];
    }

    private HeadAblation Off(IEnumerable<(int Layer, int Head)> heads) => new(HeadSelection.Of(heads), options.With) { Kind = place.Kind };
}
