using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>‖h′ − h‖ / ‖h‖, over all tokens and dimensions.</summary>
internal sealed class HiddenChange : LayerwiseMetric
{
    /// <inheritdoc/>
    public override string Name => "hidden";

    /// <inheritdoc/>
    public override string Meaning => "relative change of the hidden states";

    /// <inheritdoc/>
    protected override Tensor Compare(Tensor changed, Tensor plain) =>
        (changed - plain).Squared().sum([1, 2]).sqrt() / plain.Squared().sum([1, 2]).sqrt(); // [variant]
}
