using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// Scales each vector to root mean square 1, then by a learned scale; Zhang and Sennrich 2019, equation 4. The mean is taken in
/// single precision whatever the numbers are, as every library does, unless what they are compared with does not.
/// </summary>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    private readonly NormSpec _spec;
    private readonly RoundingHabits _rounding;

    /// <summary>Reserves the weights.</summary>
    public RmsNorm(int width, NormSpec spec, RoundingHabits rounding, ScalarType type)
        : base(nameof(RmsNorm))
    {
        (_spec, _rounding) = (spec, rounding);
        _weight = NewTensor.Weight(type, width); // [hidden]
    }

    /// <summary>[…, hidden] to the same.</summary>
    public override Tensor forward(Tensor input)
    {
        Tensor single = _rounding.RoundsOnlyFrequencies ? input : input.to(ScalarType.Float32); // […, hidden]
        Tensor scale = single.Squared().mean([-1], keepdim: true).Plus(_spec.Epsilon).rsqrt(); // […, 1]
        Tensor scaled = _rounding.RoundsNorms ? (single * scale).to(input.dtype) : input * scale; // […, hidden]
        return _weight.Use(weight => scaled * (_spec.AddsOne ? weight.Plus(1) : weight)); // […, hidden]
    }
}
