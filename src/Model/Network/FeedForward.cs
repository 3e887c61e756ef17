using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Two projections with a non-linearity between, for each token on its own; Vaswani et al. 2017, section 3.3.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "input")]
    private readonly Projection _input;

    [ComponentName(Name = "gate")]
    private readonly nn.Module<Tensor, Tensor, Tensor> _gate;

    [ComponentName(Name = "output")]
    private readonly Projection _output;

    [ComponentName(Name = "act")]
    private readonly HookPoint _act;

    [ComponentName(Name = "out")]
    private readonly HookPoint _out;

    private readonly Activation _activation;

    internal FeedForward(StackSpec spec, StackOrder order, int layer, ScalarType type, FeedForward? twin)
        : base(nameof(FeedForward))
    {
        bool inputBias = spec.Biases.HasFlag(BiasSlots.MlpInput);
        bool outputBias = spec.Biases.HasFlag(BiasSlots.MlpOutput);
        _activation = spec.Activation;
        _input = twin?._input ?? new Projection(spec.BlockSize, spec.IntermediateSize, type, inputBias, spec.Groups.MlpInput);
        _gate = twin?._gate ?? Gate.Create(spec.IsGated, spec.BlockSize, spec.IntermediateSize, type, inputBias);
        _output = twin?._output ?? new Projection(spec.IntermediateSize, spec.BlockSize, type, outputBias, spec.Groups.MlpOutput);
        _act = new HookPoint(HookName.Of(HookSite.MlpAct, layer, order));
        _out = new HookPoint(HookName.Of(HookSite.MlpOut, layer, order));
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, token, hidden]</param>
    /// <returns>[batch, token, hidden]</returns>
    public override Tensor forward(Tensor input)
    {
        Tensor entering = _input.call(input); // [batch, token, intermediate]
        Tensor activated = PartScope.Instead(entering, _activation.Apply(entering)); // [batch, token, intermediate]
        Tensor neurons = PartScope.Instead(activated, _gate.call(activated, input)); // [batch, token, intermediate]
        Tensor left = _output.call(_act.call(neurons)); // [batch, token, hidden]
        return _out.call(_act.HasKeepers ? left : PartScope.Instead(neurons, left)); // [batch, token, hidden]
    }
}
