using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>1 − cos of each token's hidden state, averaged over tokens.</summary>
internal sealed class HiddenDistance : LayerwiseMetric
{
    /// <inheritdoc/>
    public override string Name => "hidden_cosine";

    /// <inheritdoc/>
    public override string Meaning => "1 − cos of the hidden states, mean over tokens";

    /// <inheritdoc/>
    protected override Tensor Compare(Tensor changed, Tensor plain)
    {
        Tensor from = nn.functional.normalize(plain, p: 2, dim: 2); // [1, token, hidden]
        Tensor to = nn.functional.normalize(changed, p: 2, dim: 2); // [variant, token, hidden]
        return (to - from).Squared().sum(2).mean([1]).DividedBy(2); // [variant]
    }
}
