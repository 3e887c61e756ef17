using System.Collections.Immutable;
using AttnExtract.Model.Layers;
using AttnExtract.Model.Positions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>One slot of the stack: attention, then feed-forward, each with its residual and norm.</summary>
public sealed class EncoderLayer : nn.Module<Tensor, AttentionMask, Tensor>
{
    [ComponentName(Name = "residual")]
    private readonly ResidualStream _residual;

    [ComponentName(Name = "attention")]
    private readonly Attention _attention;

    [ComponentName(Name = "norm_after_attention")]
    private readonly LayerNorm _normAfterAttention;

    [ComponentName(Name = "mlp")]
    private readonly FeedForward _feedForward;

    [ComponentName(Name = "norm_after_mlp")]
    private readonly LayerNorm _normAfterFeedForward;

    internal EncoderLayer(EncoderSpec spec, int layer, ImmutableArray<PositionScheme> positions, ScalarType type)
        : base(nameof(EncoderLayer))
    {
        _residual = new ResidualStream(layer);
        _attention = new Attention(spec, layer, positions, type);
        _normAfterAttention = new LayerNorm(spec.HiddenSize, spec.NormEpsilon, type);
        _feedForward = new FeedForward(spec, layer, type);
        _normAfterFeedForward = new LayerNorm(spec.HiddenSize, spec.NormEpsilon, type);
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, token, hidden]</param>
    /// <param name="mask">Which keys may be attended to.</param>
    /// <returns>[batch, token, hidden]</returns>
    public override Tensor forward(Tensor input, AttentionMask mask)
    {
        Tensor pre = _residual.Pre.call(input); // [batch, token, hidden]
        Tensor attended = pre + _attention.call(pre, mask); // [batch, token, hidden]
        Tensor mid = _residual.Mid.call(_normAfterAttention.call(attended)); // [batch, token, hidden]
        Tensor fed = mid + _feedForward.call(mid); // [batch, token, hidden]
        return _residual.Post.call(_normAfterFeedForward.call(fed)); // [batch, token, hidden]
    }
}
