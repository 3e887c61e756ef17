namespace AttnExtract.Model.Specs;

/// <summary>
/// A convolution over the tokens that stands beside the heads of a layer, one for each of them and as wide; its kernels are made from the text at
/// each token. Jiang et al. 2020, section 3.2.
/// </summary>
/// <param name="KernelSize">How many neighbouring tokens it joins; odd.</param>
public sealed record SpanConvolutionSpec(int KernelSize)
{
    /// <summary>Checks that it has a middle.</summary>
    internal void Validate() =>
        StackSpec.Require(KernelSize % 2 == 1, $"convolution beside the heads joins {KernelSize} tokens; expected an odd number");
}
