using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>Compares the hidden states after every layer; the effect is what is left of the difference at the end.</summary>
internal abstract class LayerwiseMetric : Metric
{
    /// <summary>The difference of two tensors of hidden states.</summary>
    /// <param name="changed">[variant, token, hidden]</param>
    /// <param name="plain">[1, token, hidden]</param>
    /// <returns>[variant]</returns>
    protected abstract Tensor Compare(Tensor changed, Tensor plain);

    /// <inheritdoc/>
    internal override BoundMetric Bind(PretrainedModel model, Encoding encoding) => new Bound(this, model, encoding);

    private sealed class Bound(LayerwiseMetric metric, PretrainedModel model, Encoding encoding) : BoundMetric(encoding)
    {
        private RunStates? _plain;

        public override IReadOnlyList<HookName> Watched { get; } =
        [
            .. Enumerable.Range(0, model.Structure[encoding.LastStack].LayerCount)
                .Select(layer => HookName.Of(HookSite.ResidualPost, layer, encoding.LastStack)),
        ];

        public override double SetPlain(RunStates plain)
        {
            _plain = plain;
            return double.NaN;
        }

        public override IReadOnlyList<MetricReading> Read(RunStates variants)
        {
            double[] final = Differences(variants.Final, _plain!.Final);
            double[]?[] layers =
            [
                .. Watched.Select(name => variants.Seen.TryGetValue(name, out Tensor? changed) ? Differences(changed, _plain.Seen[name]) : null),
            ];
            return [.. final.Select((effect, row) => new MetricReading(effect, [.. layers.Select(layer => layer?[row] ?? 0)]))];
        }

        private double[] Differences(Tensor changed, Tensor plain) =>
            metric.Compare(changed.Exact(), plain.Exact()).data<double>().ToArray();
    }
}
