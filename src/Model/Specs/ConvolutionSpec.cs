using AttnExtract.Ground;
using AttnExtract.Model.Network;

namespace AttnExtract.Model.Specs;

/// <summary>A convolution over the tokens, added to the output of layer 0; He et al. 2021, section 3.2.</summary>
/// <param name="KernelSize">How many neighbouring tokens it joins; odd.</param>
/// <param name="GroupCount">Into how many groups the channels are divided.</param>
/// <param name="Activation">The non-linearity that follows it.</param>
/// <param name="Norm">The norm of the sum.</param>
public sealed record ConvolutionSpec(int KernelSize, int GroupCount, Activation Activation, NormSpec Norm)
{
    /// <summary>Checks that it fits an encoder.</summary>
    /// <exception cref="AttnExtractException">It does not.</exception>
    internal void Validate(StackSpec spec)
    {
        StackSpec.Require(KernelSize % 2 == 1, $"convolution joins {KernelSize} tokens; expected an odd number");
        StackSpec.Require(
            GroupCount > 0 && spec.HiddenSize % GroupCount == 0,
            $"hidden size {spec.HiddenSize} is not a multiple of the convolution's {GroupCount} groups");
    }
}
