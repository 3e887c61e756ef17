using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>Which keys a query may attend to.</summary>
public sealed class AttentionMask
{
    private readonly Tensor? _keep;

    private AttentionMask(Tensor? keep)
    {
        _keep = keep;
    }

    /// <summary>Every token is real: nothing is masked.</summary>
    public static AttentionMask None { get; } = new(null);

    /// <summary>The mask of a batch whose texts have these lengths, padded on the right to the longest.</summary>
    /// <param name="lengths">How many tokens of each text are real, 1 or more.</param>
    public static AttentionMask ForLengths(IReadOnlyList<int> lengths)
    {
        if (lengths.Distinct().Count() == 1)
        {
            return None;
        }

        using Tensor real = tensor(lengths.Select(length => (long)length).ToArray()).unsqueeze(1); // [batch, 1]
        using Tensor position = arange(lengths.Max()); // [token]
        return new AttentionMask(position.lt(real).unsqueeze(1).unsqueeze(1)); // [batch, 1, 1, key]
    }

    /// <summary>
    /// Scores with masked keys at the lowest finite number, so that their weight is exactly 0 after the softmax and a row
    /// whose keys are all masked stays finite.
    /// </summary>
    /// <param name="scores">[batch, head, query, key]</param>
    /// <returns>[batch, head, query, key]</returns>
    public Tensor Apply(Tensor scores) =>
        _keep is null ? scores : scores.masked_fill(_keep.logical_not(), finfo(scores.dtype).min);

    /// <summary>
    /// The mask as the fused kernel takes it: broadcasts to [batch, head, query, key], added to the scores; null for nothing.
    /// </summary>
    /// <param name="bias">A position bias to be added as well, or null.</param>
    /// <param name="type">The type of the scores.</param>
    public Tensor? Additive(Tensor? bias, ScalarType type)
    {
        if (_keep is null)
        {
            return bias;
        }

        Tensor blank = bias ?? zeros_like(_keep, dtype: type); // [batch, 1, 1, key]
        return Apply(blank);
    }
}
