using System.Collections.Immutable;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Which tokens of a batch are real: texts are padded on the right to the longest.</summary>
public sealed class Padding
{
    private readonly ImmutableArray<int> _lengths; // [batch]

    private Padding(ImmutableArray<int> lengths, Tensor? tokens)
    {
        _lengths = lengths;
        Tokens = tokens;
    }

    /// <summary>Every token is real.</summary>
    public static Padding None { get; } = new([], null);

    /// <summary>True at padding: [batch, token]; null where every token is real.</summary>
    internal Tensor? Tokens { get; }

    /// <summary>The padding of a batch whose texts have these lengths.</summary>
    /// <param name="lengths">How many tokens of each text are real, 1 or more.</param>
    /// <param name="device">Where the model is; null for the processor.</param>
    public static Padding ForLengths(IReadOnlyList<int> lengths, Device? device = null)
    {
        if (lengths.Distinct().Count() == 1)
        {
            return None;
        }

        using Tensor real = NewTensor.Indices(lengths, device ?? CPU).unsqueeze(1); // [batch, 1]
        using Tensor position = Arithmetic.Arange(lengths.Max(), device ?? CPU); // [token]
        return new Padding([.. lengths], position.ge(real)); // [batch, token]
    }

    /// <summary>Whether a token is real.</summary>
    /// <param name="text">The text's place in the batch.</param>
    /// <param name="token">The token's place in the text.</param>
    public bool IsReal(int text, int token) => Tokens is null || token < _lengths[text];

    /// <summary>How many of a text's tokens are real.</summary>
    /// <param name="text">The text's place in the batch.</param>
    /// <param name="width">How many tokens there are, padding included.</param>
    internal int CountReal(int text, int width) => Tokens is null ? width : Math.Min(width, _lengths[text]);

    /// <summary>The padding of one text, still as wide as the batch.</summary>
    internal Padding OfText(int text) => Tokens is null ? this : new Padding([_lengths[text]], Tokens.narrow(0, text, 1));

    /// <summary>The same numbers, but 0 at padding.</summary>
    /// <param name="hidden">[batch, token, hidden]</param>
    /// <returns>[batch, token, hidden]</returns>
    internal Tensor Zero(Tensor hidden) => Tokens is null ? hidden : hidden.MaskedFill(Tokens.unsqueeze(-1), 0);

    /// <summary>Each text's mean over its real tokens.</summary>
    /// <param name="hidden">[batch, token, hidden]</param>
    /// <returns>[batch, hidden]</returns>
    internal Tensor Mean(Tensor hidden) => Zero(hidden).sum(1) / CountReal(hidden.select(2, 0)); // [batch, hidden]

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
    internal Tensor CountReal(Tensor tokens) => Zero(ones_like(tokens).unsqueeze(-1)).sum(1); // [batch, 1]
}
