using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Which tokens are real, and which keys a query may attend to.</summary>
public sealed class AttentionMask
{
    private readonly Tensor? _padding; // [batch, token]
    private readonly Tensor? _hidden; // broadcasts to [batch, head, query, key]

    private AttentionMask(Tensor? padding, Tensor? hidden)
    {
        _padding = padding;
        _hidden = hidden;
    }

    /// <summary>Every token is real: nothing is masked.</summary>
    public static AttentionMask None { get; } = new(null, null);

    /// <summary>The mask of a batch whose texts have these lengths, padded on the right to the longest.</summary>
    /// <param name="lengths">How many tokens of each text are real, 1 or more.</param>
    public static AttentionMask ForLengths(IReadOnlyList<int> lengths)
    {
        if (lengths.Distinct().Count() == 1)
        {
            return None;
        }

        using Tensor real = tensor(lengths.Select(length => (long)length).ToArray()).unsqueeze(1); // [batch, 1]
        using Tensor position = Arithmetic.Arange(lengths.Max()); // [token]
        Tensor padding = position.ge(real); // [batch, token]
        return new AttentionMask(padding, padding.unsqueeze(1).unsqueeze(1));
    }

    /// <summary>The same mask, narrowed to the neighbours of each query.</summary>
    /// <param name="length">How many tokens there are.</param>
    /// <param name="window">How far away a key may be; null for any distance.</param>
    /// <param name="isCausal">Whether a key must not come after its query.</param>
    internal AttentionMask Within(int length, int? window, bool isCausal)
    {
        if (window is null && !isCausal)
        {
            return this;
        }

        Tensor position = Arithmetic.Arange(length); // [token]
        Tensor ahead = position.unsqueeze(0) - position.unsqueeze(1); // [query, key]
        Tensor outside = window is { } reach ? ahead.abs().IsAbove(reach) : ahead.IsAbove(0); // [query, key]
        if (window is not null && isCausal)
        {
            outside = outside.logical_or(ahead.IsAbove(0)); // [query, key]
        }

        return new AttentionMask(_padding, _hidden is null ? outside : outside.logical_or(_hidden));
    }

    /// <summary>
    /// Scores with masked keys at the lowest finite number, so that their weight is exactly 0 after the softmax and a row
    /// whose keys are all masked stays finite.
    /// </summary>
    /// <param name="scores">[batch, head, query, key]</param>
    /// <returns>[batch, head, query, key]</returns>
    internal Tensor Apply(Tensor scores) => _hidden is null ? scores : scores.MaskedFill(_hidden, finfo(scores.dtype).min);

    /// <summary>
    /// The mask as the fused kernel takes it: broadcasts to [batch, head, query, key], added to the scores; null for nothing.
    /// </summary>
    /// <param name="bias">A position bias to be added as well, or null.</param>
    /// <param name="type">The type of the scores.</param>
    internal Tensor? Additive(Tensor? bias, ScalarType type) =>
        _hidden is null ? bias : Apply(bias ?? zeros_like(_hidden, dtype: type));

    /// <summary>The same numbers, but 0 at padding.</summary>
    /// <param name="hidden">[batch, token, hidden]</param>
    /// <returns>[batch, token, hidden]</returns>
    internal Tensor ZeroPadding(Tensor hidden) => _padding is null ? hidden : hidden.MaskedFill(_padding.unsqueeze(-1), 0);

    /// <summary>Each text's mean over its real tokens.</summary>
    /// <param name="hidden">[batch, token, hidden]</param>
    /// <returns>[batch, hidden]</returns>
    internal Tensor Mean(Tensor hidden) => ZeroPadding(hidden).sum(1) / CountReal(hidden.select(2, 0)); // [batch, hidden]

    /// <summary>Each text's last real token.</summary>
    /// <param name="hidden">[batch, token, hidden]</param>
    /// <returns>[batch, hidden]</returns>
    internal Tensor Last(Tensor hidden)
    {
        Tensor last = CountReal(hidden.select(2, 0)).to(ScalarType.Int64).unsqueeze(-1).Minus(1); // [batch, 1, 1]
        return hidden.gather(1, last.expand(-1, -1, hidden.shape[2])).squeeze(1); // [batch, hidden]
    }

    /// <summary>How many of a text's tokens are real.</summary>
    /// <param name="tokens">A number for each token, whichever: [batch, token]</param>
    /// <returns>[batch, 1]</returns>
    internal Tensor CountReal(Tensor tokens) => ZeroPadding(ones_like(tokens).unsqueeze(-1)).sum(1); // [batch, 1]
}
