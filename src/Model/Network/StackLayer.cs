using System.Collections.Immutable;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// One slot of the stack: attention, in a decoder that reads an encoder attention to that, then feed-forward, each with its residual and norms.
/// </summary>
public sealed class StackLayer : nn.Module<Tensor, StackPass, Tensor>
{
    [ComponentName(Name = "residual")]
    private readonly ResidualStream _residual;

    [ComponentName(Name = "bottleneck")]
    private readonly Bottleneck _bottleneck;

    [ComponentName(Name = "norm_before_attention")]
    private readonly nn.Module<Tensor, Tensor> _normBeforeAttention;

    [ComponentName(Name = "attention")]
    private readonly Attention _attention;

    [ComponentName(Name = "norm_of_attention")]
    private readonly nn.Module<Tensor, Tensor> _normOfAttention;

    [ComponentName(Name = "norm_after_attention")]
    private readonly nn.Module<Tensor, Tensor> _normAfterAttention;

    [ComponentName(Name = "norm_before_cross")]
    private readonly nn.Module<Tensor, Tensor>? _normBeforeCross;

    [ComponentName(Name = "cross")]
    private readonly Attention? _cross;

    [ComponentName(Name = "norm_after_cross")]
    private readonly nn.Module<Tensor, Tensor>? _normAfterCross;

    [ComponentName(Name = "norm_before_mlp")]
    private readonly nn.Module<Tensor, Tensor> _normBeforeMlp;

    [ComponentName(Name = "mlp")]
    private readonly FeedForward _feedForward;

    [ComponentName(Name = "norm_of_mlp")]
    private readonly nn.Module<Tensor, Tensor> _normOfMlp;

    [ComponentName(Name = "norm_after_mlp")]
    private readonly nn.Module<Tensor, Tensor> _normAfterMlp;

    private readonly bool _isParallel;

    /// <summary>Makes a slot.</summary>
    /// <param name="spec">The structure of the stack.</param>
    /// <param name="order">Which of the model's stacks.</param>
    /// <param name="layer">Its 0-based number.</param>
    /// <param name="positions">The position schemes that act in it.</param>
    /// <param name="type">The type to compute in.</param>
    /// <param name="twin">The slot whose weights it uses as well; null where it has its own.</param>
    internal StackLayer(
        StackSpec spec, StackOrder order, int layer, ImmutableArray<PositionScheme> positions, ScalarType type, StackLayer? twin)
        : base(nameof(StackLayer))
    {
        _isParallel = spec.IsParallel;
        NormSpec? first = layer == 0 && spec.OmitsFirstNorm ? null : spec.NormBeforeAttention;
        _residual = new ResidualStream(spec, order, layer);
        _bottleneck = twin?._bottleneck ?? Bottleneck.Create(spec, type);
        _normBeforeAttention = twin?._normBeforeAttention ?? Norm.Create(first, spec.HiddenSize, spec.Rounding, type);
        _attention = new Attention(spec, order, layer, positions, type, twin?._attention);
        _normOfAttention = twin?._normOfAttention ?? Norm.Create(spec.NormOfAttention, spec.BlockSize, spec.Rounding, type);
        _normAfterAttention = twin?._normAfterAttention ?? Norm.Create(spec.NormAfterAttention, spec.BlockSize, spec.Rounding, type);
        if (spec.CrossAttention is { } cross)
        {
            _normBeforeCross = twin?._normBeforeCross ?? Norm.Create(cross.NormBefore, spec.BlockSize, spec.Rounding, type);
            _cross = new Attention(spec, order, layer, [], type, twin?._cross, cross);
            _normAfterCross = twin?._normAfterCross ?? Norm.Create(cross.NormAfter, spec.BlockSize, spec.Rounding, type);
        }

        _normBeforeMlp = twin?._normBeforeMlp ?? Norm.Create(spec.NormBeforeMlp, spec.BlockSize, spec.Rounding, type);
        _feedForward = new FeedForward(spec, order, layer, type, twin?._feedForward);
        _normOfMlp = twin?._normOfMlp ?? Norm.Create(spec.NormOfMlp, spec.BlockSize, spec.Rounding, type);
        _normAfterMlp = twin?._normAfterMlp ?? Norm.Create(spec.NormAfterMlp, spec.BlockSize, spec.Rounding, type);
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, token, hidden]</param>
    /// <param name="pass">The pass that it is part of.</param>
    /// <returns>[batch, token, hidden]</returns>
    public override Tensor forward(Tensor input, StackPass pass)
    {
        Tensor pre = _residual.Pre.call(input); // [batch, token, hidden]
        Tensor normed = _normBeforeAttention.call(pre); // [batch, token, hidden]
        Tensor attention = _normOfAttention.call(_attention.call(normed, normed, pass)); // [batch, token, block]
        Tensor mid = _residual.Mid.call(_normAfterAttention.call(ResidualOf(pre).Plus(attention))); // [batch, token, block]
        Tensor deep = _bottleneck.Deepen(ReadSource(mid, pass)); // [batch, token, block]
        Tensor read = _isParallel ? pre : deep; // [batch, token, block]
        Tensor fed = deep.Plus(_normOfMlp.call(_feedForward.call(_normBeforeMlp.call(read)))); // [batch, token, block]
        return _residual.Post.call(_bottleneck.Leave(_normAfterMlp.call(fed), pre)); // [batch, token, hidden]
    }

    /// <summary>What the attention block's output is added to.</summary>
    /// <param name="input">What enters the layer: [batch, token, hidden]</param>
    /// <returns>[batch, token, block]</returns>
    public Tensor ResidualOf(Tensor input) => _bottleneck.Enter(input);

    private Tensor ReadSource(Tensor mid, StackPass pass)
    {
        if (_cross is null)
        {
            return mid;
        }

        EncodedSource source = pass.Source ?? throw new InvalidOperationException("A decoder that reads an encoder was given nothing of it.");
        Tensor attended = mid.Plus(_cross.call(_normBeforeCross!.call(mid), source.States, pass)); // [batch, token, block]
        return _residual.Cross!.call(_normAfterCross!.call(attended)); // [batch, token, block]
    }
}
