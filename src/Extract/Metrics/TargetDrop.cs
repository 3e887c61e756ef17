using AttnExtract.Extract.Targets;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Metrics;

/// <summary>How much a number that the run ends in drops: its value in the plain run minus its value with the ablation.</summary>
/// <param name="target">The number.</param>
internal sealed class TargetDrop(MeasureTarget target) : Metric
{
    /// <inheritdoc/>
    public override string Name => target.MetricName;

    /// <inheritdoc/>
    public override string Meaning => $"drop of the {Quantity}";

    /// <inheritdoc/>
    public override bool IsDistance => false;

    /// <inheritdoc/>
    internal override string Quantity => target.Meaning;

    /// <inheritdoc/>
    internal override MeasureTarget Target => target;

    /// <inheritdoc/>
    internal override BoundMetric Bind(PretrainedModel model, Encoding encoding) => new Bound(target.Bind(model, encoding));

    private sealed class Bound(BoundTarget target) : BoundMetric(target.Encoding)
    {
        private double _plain;

        public override double SetPlain(RunStates plain) => _plain = Scores(plain)[0];

        public override IReadOnlyList<MetricReading> Read(RunStates variants) =>
            [.. Scores(variants).Select(score => MetricReading.Of(_plain - score))];

        private double[] Scores(RunStates states) => target.Score(states.Final).Exact().data<double>().ToArray();
    }
}
