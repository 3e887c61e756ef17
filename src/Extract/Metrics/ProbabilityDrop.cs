using AttnExtract.Extract.Targets;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>How much the probability of an outcome drops.</summary>
/// <param name="target">The outcome.</param>
internal sealed class ProbabilityDrop(MeasureTarget target) : OutcomeMetric(target)
{
    /// <inheritdoc/>
    public override string Name => "probability";

    /// <inheritdoc/>
    public override string Meaning => $"drop of the {Quantity}";

    /// <inheritdoc/>
    public override bool IsDistance => false;

    /// <inheritdoc/>
    internal override string Quantity => "probability";

    /// <inheritdoc/>
    protected override double PlainOf(Tensor plain, BoundTarget bound) => Math.Exp(plain[0, bound.Outcome].item<double>());

    /// <inheritdoc/>
    protected override Tensor Compare(Tensor plain, Tensor changed, BoundTarget bound) =>
        plain.select(1, bound.Outcome).exp() - changed.select(1, bound.Outcome).exp(); // [variant]
}
