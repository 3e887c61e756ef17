using AttnExtract.Model.Hooks;
using AttnExtract.Model.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>Two projections with a non-linearity between, for each token on its own; Vaswani et al. 2017, section 3.3.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "input")]
    private readonly Projection _input;

    [ComponentName(Name = "output")]
    private readonly Projection _output;

    [ComponentName(Name = "act")]
    private readonly HookPoint _act;

    [ComponentName(Name = "out")]
    private readonly HookPoint _out;

    private readonly Activation _activation;

    internal FeedForward(EncoderSpec spec, int layer, ScalarType type)
        : base(nameof(FeedForward))
    {
        _activation = spec.Activation;
        _input = new Projection(spec.HiddenSize, spec.IntermediateSize, type);
        _output = new Projection(spec.IntermediateSize, spec.HiddenSize, type);
        _act = new HookPoint(HookName.MlpAct(layer));
        _out = new HookPoint(HookName.MlpOut(layer));
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, token, hidden]</param>
    /// <returns>[batch, token, hidden]</returns>
    public override Tensor forward(Tensor input)
    {
        Tensor neurons = _act.call(_activation.Apply(_input.call(input))); // [batch, token, intermediate]
        return _out.call(_output.call(neurons)); // [batch, token, hidden]
    }
}
