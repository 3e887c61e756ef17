using AttnExtract.Extract.Ablations;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// A norm taken apart: once the scale of a vector is known, what the norm does to each summand of the vector is linear;
/// Kobayashi et al. 2021, equation 6. Where there is no norm, summands stay as they are.
/// </summary>
/// <param name="Spec">The norm; null for none.</param>
/// <param name="Weight">Its learned scale: [hidden]; null for none.</param>
internal sealed record NormShare(NormSpec? Spec, Tensor? Weight)
{
    /// <summary>The norm that follows a layer's attention and residual.</summary>
    public static NormShare AfterAttention(PretrainedModel model, AttentionPlace place, int layer) => Of(
        model,
        place.IsCross ? place.Spec.CrossAttention!.NormAfter : place.Spec.NormAfterAttention,
        place.Weight(layer, "norm_after_attention.weight", "norm_after_cross.weight"));

    /// <summary>The norm of what a layer's attention gives, before its residual; there is none in the attention to an encoder.</summary>
    public static NormShare OfAttention(PretrainedModel model, AttentionPlace place, int layer) =>
        Of(model, place.IsCross ? null : place.Spec.NormOfAttention, place.Weight(layer, "norm_of_attention.weight", ""));

    /// <summary>A summand's share of the norm's output, without the norm's shift.</summary>
    /// <param name="summand">[…, query, hidden]</param>
    /// <param name="whole">The vectors that the norm is given: [query, hidden]</param>
    /// <returns>[…, query, hidden]</returns>
    public Tensor Apply(Tensor summand, Tensor whole)
    {
        if (Spec is null || Weight is null)
        {
            return summand;
        }

        if (Spec.OnlyShifts)
        {
            return summand * Weight; // […, query, hidden]
        }

        Tensor scale = Centred(whole).Squared().mean([-1], keepdim: true).Plus(Spec.Epsilon).rsqrt(); // [query, 1]
        return Centred(summand) * scale * Weight; // […, query, hidden]
    }

    private static NormShare Of(PretrainedModel model, NormSpec? spec, string name)
    {
        Tensor? weight = spec is null ? null : model.Encoder.get_parameter(name); // [hidden]
        return new NormShare(spec, spec is { AddsOne: true } ? weight?.Plus(1) : weight);
    }

    private Tensor Centred(Tensor vectors) => Spec!.OnlyScales ? vectors : vectors - vectors.mean([-1], keepdim: true);
}
