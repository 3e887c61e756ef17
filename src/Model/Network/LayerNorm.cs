using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Centres and scales each vector, then applies a learned scale and shift; Ba et al. 2016, equation 4.</summary>
internal sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    private readonly long[] _normalizedShape;
    private readonly double _epsilon;

    /// <summary>Reserves the weights.</summary>
    public LayerNorm(int width, NormSpec spec, ScalarType type)
        : base(nameof(LayerNorm))
    {
        _normalizedShape = [width];
        _epsilon = spec.Epsilon;
        _weight = NewTensor.Weight(type, width); // [hidden]
        _bias = spec.HasBias ? NewTensor.Weight(type, width) : null; // [hidden]
    }

    /// <summary>[…, hidden] to the same.</summary>
    public override Tensor forward(Tensor input) => _weight.Use(weight => _bias is null
        ? nn.functional.layer_norm(input, _normalizedShape, weight, null, _epsilon)
        : _bias.Use(bias => nn.functional.layer_norm(input, _normalizedShape, weight, bias, _epsilon)));
}
