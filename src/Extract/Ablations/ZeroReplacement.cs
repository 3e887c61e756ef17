using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Zeros.</summary>
internal sealed record ZeroReplacement : Replacement
{
    /// <inheritdoc/>
    public override string ToString() => "zero";

    /// <inheritdoc/>
    internal override void Apply(Tensor target, Tensor? value, EditedText text) => target.zero_();
}
