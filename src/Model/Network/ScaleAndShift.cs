using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>A learned scale and shift in the place of a norm, which needs no mean of the vector; Sun et al. 2020, equation 3.</summary>
internal sealed class ScaleAndShift : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    /// <summary>Reserves the weights.</summary>
    public ScaleAndShift(int width, ScalarType type)
        : base(nameof(ScaleAndShift))
    {
        _weight = NewTensor.Weight(type, width); // [hidden]
        _bias = NewTensor.Weight(type, width); // [hidden]
    }

    /// <summary>[…, hidden] to the same.</summary>
    public override Tensor forward(Tensor input) => _weight.Use(weight => _bias.Use(bias => (input * weight).Plus(bias)));
}
