using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Layers;

/// <summary>Scales each vector to root mean square 1, then by a learned scale; Zhang and Sennrich 2019, equation 4.</summary>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly double _epsilon;

    /// <summary>Reserves the weights.</summary>
    public RmsNorm(int width, double epsilon, ScalarType type)
        : base(nameof(RmsNorm))
    {
        _epsilon = epsilon;
        _weight = new Parameter(empty(width, dtype: type), requires_grad: false); // [hidden]
        register_parameter("weight", _weight);
    }

    /// <summary>[…, hidden] to the same.</summary>
    public override Tensor forward(Tensor input)
    {
        Tensor scale = (input.square().mean([-1], keepdim: true) + _epsilon).rsqrt(); // […, 1]
        return input * scale * _weight; // […, hidden]
    }
}
