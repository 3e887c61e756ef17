using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Joins neighbouring embeddings and adds them to hidden states; He et al. 2021, section 3.2.</summary>
internal sealed class TokenConvolution : nn.Module<Tensor, Tensor, Padding, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    private readonly ConvolutionSpec _spec;

    /// <summary>Reserves the weights.</summary>
    public TokenConvolution(ConvolutionSpec spec, int width, ScalarType type)
        : base(nameof(TokenConvolution))
    {
        _spec = spec;
        _weight = NewTensor.Weight(type, width, width / spec.GroupCount, spec.KernelSize); // [output, input, kernel]
        _bias = NewTensor.Weight(type, width); // [output]
        _norm = new LayerNorm(width, spec.Norm, type);
    }

    /// <summary>Hidden states and embeddings, both [batch, token, hidden], to the same.</summary>
    public override Tensor forward(Tensor hidden, Tensor embeddings, Padding padding)
    {
        Tensor words = padding.Zero(embeddings); // [batch, token, hidden]
        Tensor joined = _weight.Use(weight => _bias.Use(
            bias => AlongTokens.Convolve(words, weight, bias, _spec.GroupCount))); // [batch, token, hidden]
        Tensor sum = hidden.Plus(_spec.Activation.Apply(padding.Zero(joined))); // [batch, token, hidden]
        return padding.Zero(_norm.call(sum)); // [batch, token, hidden]
    }
}
