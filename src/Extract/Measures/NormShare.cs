using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// A norm taken apart: once σ of a vector is known, what it does to each summand of the vector is linear; Kobayashi et al.
/// 2021, equation 6. Where there is no norm, summands stay as they are.
/// </summary>
/// <param name="Weight">The learned scale: [hidden].</param>
/// <param name="Epsilon">Added to the variance.</param>
internal sealed record NormShare(Tensor Weight, double Epsilon)
{
    /// <summary>The norm that follows a layer's attention and residual.</summary>
    public static NormShare AfterAttention(PretrainedModel model, int layer) =>
        new(model.Encoder.get_parameter($"layers.{layer}.norm_after_attention.weight")!, model.Spec.NormEpsilon);

    /// <summary>1/σ of whole vectors: […, hidden] to […, 1].</summary>
    public Tensor Scale(Tensor whole) => (whole.var([-1], unbiased: false, keepdim: true) + Epsilon).rsqrt();

    /// <summary>A summand's share of the norm's output: […, hidden] to the same.</summary>
    public Tensor Apply(Tensor summand, Tensor scale) => (summand - summand.mean([-1], keepdim: true)) * Weight * scale;
}
