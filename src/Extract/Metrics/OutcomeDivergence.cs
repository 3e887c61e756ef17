using AttnExtract.Extract.Targets;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>KL(plain ‖ ablated) over all outcomes, in nats; Kullback and Leibler 1951.</summary>
/// <param name="target">Which outcomes.</param>
internal sealed class OutcomeDivergence(MeasureTarget target) : OutcomeMetric(target)
{
    /// <inheritdoc/>
    public override string Name => "kl";

    /// <inheritdoc/>
    public override string Meaning => "KL(plain ‖ ablated) of the prediction (nats)";

    /// <inheritdoc/>
    protected override double PlainOf(Tensor plain, BoundTarget bound) => double.NaN;

    /// <inheritdoc/>
    protected override Tensor Compare(Tensor plain, Tensor changed, BoundTarget bound) => (plain.exp() * (plain - changed)).sum(1); // [variant]
}
