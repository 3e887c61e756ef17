using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>
/// How far the attention maps of the layers after the first that changed are from the plain run's: the Jensen–Shannon divergence of
/// rows in nats, averaged over rows, heads and those layers.
/// </summary>
internal sealed class PatternDivergence : Metric
{
    /// <inheritdoc/>
    public override string Name => "patterns";

    /// <inheritdoc/>
    public override string Meaning => "JS divergence of later attention maps (nats)";

    /// <inheritdoc/>
    internal override BoundMetric Bind(PretrainedModel model, Encoding encoding) => new Bound(model, encoding);

    /// <summary>The divergence of rows that sum to 1, and 0 where both have nothing; Lin 1991.</summary>
    /// <param name="left">[…, key]</param>
    /// <param name="right">[…, key]</param>
    /// <returns>[…]</returns>
    private static Tensor Divergence(Tensor left, Tensor right)
    {
        Tensor middle = left.Plus(right).DividedBy(2); // […, key]
        return (left * (left / middle).log()).nan_to_num(0).Plus((right * (right / middle).log()).nan_to_num(0)).sum(-1).DividedBy(2); // […]
    }

    private sealed class Bound(PretrainedModel model, Encoding encoding) : BoundMetric(encoding)
    {
        private RunStates? _plain;

        private readonly AttentionKind?[] _kinds = encoding.Target is null ? [null] : [AttentionKind.Decoder, AttentionKind.Cross];
        private readonly int _layerCount = model.Structure[encoding.LastStack].LayerCount;

        public override IReadOnlyList<HookName> Watched => [.. Enumerable.Range(0, _layerCount).SelectMany(NamesIn)];

        public override double SetPlain(RunStates plain)
        {
            _plain = plain;
            return double.NaN;
        }

        public override IReadOnlyList<MetricReading> Read(RunStates variants)
        {
            int count = (int)variants.Final.shape[0];
            double[][] layers = [.. Enumerable.Range(0, _layerCount).Select(layer => Read(variants, layer, count))];
            int firstAfter = Math.Clamp(variants.FirstLayer + 1, 0, layers.Length);
            return
            [
                .. Enumerable.Range(0, count).Select(row =>
                {
                    double[] byLayer = [.. layers.Select(layer => layer[row])];
                    return new MetricReading(byLayer[firstAfter..].DefaultIfEmpty().Average(), byLayer);
                }),
            ];
        }

        private IEnumerable<HookName> NamesIn(int layer) => _kinds.Select(kind => kind?.Pattern(layer) ?? HookName.Pattern(layer));

        // The mean over the kinds of attention that a layer has: [variant]
        private double[] Read(RunStates variants, int layer, int count)
        {
            double[] sum = new double[count];
            foreach (HookName name in NamesIn(layer).Where(variants.Seen.ContainsKey))
            {
                double[] divergences = Read(variants.Seen[name], name);
                for (int row = 0; row < count; row++)
                {
                    sum[row] += divergences[row] / _kinds.Length;
                }
            }

            return sum;
        }

        // changed: [variant, head, query, key]
        private double[] Read(Tensor changed, HookName name) =>
            Divergence(changed.Exact(), _plain!.Seen[name].Exact()).mean([1, 2]).data<double>().ToArray(); // [variant]
    }
}
