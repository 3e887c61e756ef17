using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>Compares what the model gives to each of several outcomes: classes, or the words of its vocabulary.</summary>
/// <param name="target">Which outcomes, and which of them.</param>
internal abstract class OutcomeMetric(MeasureTarget target) : Metric
{
    /// <summary>The number of the plain run, or NaN.</summary>
    /// <param name="plain">[1, outcome]</param>
    /// <param name="bound">Which outcome.</param>
    protected abstract double PlainOf(Tensor plain, BoundTarget bound);

    /// <summary>The effect of each variant.</summary>
    /// <param name="plain">[1, outcome]</param>
    /// <param name="changed">[variant, outcome]</param>
    /// <param name="bound">Which outcome.</param>
    /// <returns>[variant]</returns>
    protected abstract Tensor Compare(Tensor plain, Tensor changed, BoundTarget bound);

    /// <inheritdoc/>
    internal override MeasureTarget Target => target;

    /// <inheritdoc/>
    internal override BoundMetric Bind(PretrainedModel model, Encoding encoding)
    {
        BoundTarget bound = target.Bind(model, encoding);
        return bound is { Logits: not null, IsOneOfAll: true }
            ? new Bound(this, bound)
            : throw new AttnExtractException(
                $"The metric '{Name}' needs outcomes of which one excludes the others; {model.Name} scores each on its own. Take logit.");
    }

    private sealed class Bound(OutcomeMetric metric, BoundTarget bound) : BoundMetric(bound.Encoding)
    {
        private Tensor? _plain; // [1, outcome]

        public override double SetPlain(RunStates plain)
        {
            _plain = LogProbabilities(plain);
            return metric.PlainOf(_plain, bound);
        }

        public override IReadOnlyList<MetricReading> Read(RunStates variants) =>
            [.. metric.Compare(_plain!, LogProbabilities(variants), bound).data<double>().Select(MetricReading.Of)];

        private Tensor LogProbabilities(RunStates states) => nn.functional.log_softmax(bound.Logits!(states.Final), 1); // [batch, outcome]
    }
}
