using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Centres and scales each vector, then applies a learned scale and shift; Ba et al. 2016, equation 4.</summary>
internal sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly long[] _normalizedShape;
    private readonly double _epsilon;

    /// <summary>Reserves the weights.</summary>
    public LayerNorm(int width, NormSpec spec, ScalarType type)
        : base(nameof(LayerNorm))
    {
        _normalizedShape = [width];
        _epsilon = spec.Epsilon;
        _weight = new Parameter(empty(width, dtype: type), requires_grad: false); // [hidden]
        register_parameter("weight", _weight);
        if (spec.HasBias)
        {
            _bias = new Parameter(empty(width, dtype: type), requires_grad: false); // [hidden]
            register_parameter("bias", _bias);
        }
    }

    /// <summary>[…, hidden] to the same.</summary>
    public override Tensor forward(Tensor input) => _weight.Use(weight => _bias is null
        ? nn.functional.layer_norm(input, _normalizedShape, weight, null, _epsilon)
        : _bias.Use(bias => nn.functional.layer_norm(input, _normalizedShape, weight, bias, _epsilon)));
}
