using System.Collections.Immutable;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Layers;
using AttnExtract.Model.Positions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>Multi-head self-attention with every step named; Vaswani et al. 2017, section 3.2.</summary>
public sealed class Attention : nn.Module<Tensor, AttentionMask, Tensor>
{
    [ComponentName(Name = "query")]
    private readonly Projection _query;

    [ComponentName(Name = "key")]
    private readonly Projection _key;

    [ComponentName(Name = "value")]
    private readonly Projection _value;

    [ComponentName(Name = "output")]
    private readonly Projection _output;

    [ComponentName(Name = "q")]
    private readonly HookPoint _q;

    [ComponentName(Name = "k")]
    private readonly HookPoint _k;

    [ComponentName(Name = "v")]
    private readonly HookPoint _v;

    [ComponentName(Name = "scores")]
    private readonly HookPoint _scores;

    [ComponentName(Name = "pattern")]
    private readonly HookPoint _pattern;

    [ComponentName(Name = "z")]
    private readonly HookPoint _z;

    [ComponentName(Name = "head_out")]
    private readonly HookPoint _headOut;

    private readonly ImmutableArray<PositionScheme> _positions;
    private readonly int _headCount;
    private readonly int _headSize;

    internal Attention(EncoderSpec spec, int layer, ImmutableArray<PositionScheme> positions, ScalarType type)
        : base(nameof(Attention))
    {
        _positions = positions;
        _headCount = spec.HeadCount;
        _headSize = spec.HeadSize;
        _query = new Projection(spec.HiddenSize, spec.HiddenSize, type);
        _key = new Projection(spec.HiddenSize, spec.HiddenSize, type);
        _value = new Projection(spec.HiddenSize, spec.HiddenSize, type);
        _output = new Projection(spec.HiddenSize, spec.HiddenSize, type);
        _q = new HookPoint(HookName.Q(layer));
        _k = new HookPoint(HookName.K(layer));
        _v = new HookPoint(HookName.V(layer));
        _scores = new HookPoint(HookName.Scores(layer));
        _pattern = new HookPoint(HookName.Pattern(layer));
        _z = new HookPoint(HookName.Z(layer));
        _headOut = new HookPoint(HookName.HeadOut(layer));
    }

    /// <inheritdoc/>
    /// <param name="input">[batch, token, hidden]</param>
    /// <param name="mask">Which keys may be attended to.</param>
    /// <returns>[batch, token, hidden]</returns>
    public override Tensor forward(Tensor input, AttentionMask mask)
    {
        Tensor q = _q.call(Rotate(SplitHeads(_query.call(input)))); // [batch, head, query, head size]
        Tensor k = _k.call(Rotate(SplitHeads(_key.call(input)))); // [batch, head, key, head size]
        Tensor v = _v.call(SplitHeads(_value.call(input))); // [batch, head, key, head size]

        bool watched = _scores.HasListeners || _pattern.HasListeners;
        Tensor z = _z.call(watched ? Attend(q, k, v, mask) : AttendFused(q, k, v, mask)); // [batch, head, query, head size]

        return _headOut.HasListeners
            ? _headOut.call(ProjectHeads(z)).sum(1) + _output.Bias // [batch, token, hidden]
            : _output.call(MergeHeads(z)); // [batch, token, hidden]
    }

    /// <summary>The explicit path: every step can be seen and replaced.</summary>
    private Tensor Attend(Tensor q, Tensor k, Tensor v, AttentionMask mask)
    {
        // Scaling the queries instead of the scores touches head size / token as many numbers.
        Tensor scores = (q / Math.Sqrt(_headSize)).matmul(k.transpose(-2, -1)); // [batch, head, query, key]
        if (ScoreBias(q, k) is { } bias)
        {
            scores += bias; // [batch, head, query, key]
        }

        scores = _scores.call(mask.Apply(scores)); // [batch, head, query, key]
        Tensor pattern = _pattern.call(nn.functional.softmax(scores, -1)); // [batch, head, query, key]
        return pattern.matmul(v); // [batch, head, query, head size]
    }

    /// <summary>The same numbers from one kernel that never writes the pattern to memory; Dao et al. 2022.</summary>
    private Tensor AttendFused(Tensor q, Tensor k, Tensor v, AttentionMask mask) =>
        nn.functional.scaled_dot_product_attention(q, k, v, mask.Additive(ScoreBias(q, k), q.dtype)); // [batch, head, query, head size]

    private Tensor Rotate(Tensor projected)
    {
        foreach (PositionScheme scheme in _positions)
        {
            projected = scheme.Rotate(projected); // [batch, head, token, head size]
        }

        return projected;
    }

    private Tensor? ScoreBias(Tensor q, Tensor k)
    {
        Tensor? sum = null;
        foreach (PositionScheme scheme in _positions)
        {
            Tensor? bias = scheme.ScoreBias(q, k); // broadcasts to [batch, head, query, key]
            sum = sum is null || bias is null ? sum ?? bias : sum + bias;
        }

        return sum;
    }

    // [batch, token, hidden] to [batch, head, token, head size]
    private Tensor SplitHeads(Tensor projected) =>
        projected.view(projected.shape[0], projected.shape[1], _headCount, _headSize).transpose(1, 2);

    // [batch, head, token, head size] to [batch, token, hidden]
    private Tensor MergeHeads(Tensor z) => z.transpose(1, 2).reshape(z.shape[0], z.shape[2], _headCount * _headSize);

    // Each head's share of the output projection: z_h·W_Oʰ, [batch, head, query, hidden]
    private Tensor ProjectHeads(Tensor z)
    {
        Tensor perHead = _output.Weight.view(-1, _headCount, _headSize).permute(1, 2, 0); // [head, head size, hidden]
        return z.matmul(perHead); // [batch, head, query, hidden]
    }
}
