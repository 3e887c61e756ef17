using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>The same weight for every key that may be attended to: equal scores before the softmax.</summary>
internal sealed record UniformReplacement : Replacement
{
    /// <inheritdoc/>
    public override string ToString() => "uniform";

    /// <inheritdoc/>
    internal override void RequireFits(HookSite site)
    {
        if (site != HookSite.Scores)
        {
            throw new AttnExtractException($"'{site.Path}' cannot be made uniform; heads can: say which, such as 3.5=uniform.");
        }
    }

    /// <inheritdoc/>
    internal override void Apply(Tensor target, Tensor? value, EditedText text)
    {
        // What was cut stays cut, and hidden keys are hidden again by whoever attached the ablation.
        using Tensor open = target.isneginf().logical_not(); // [query, key]
        target.MaskedFillInPlace(open, 0);
    }
}
