namespace AttnExtract.Model.Specs;

/// <summary>
/// How a decoder attends to an encoder, between its attention to itself and its feed-forward block; Vaswani et al. 2017, section 3.2.3. Heads,
/// scale and biases are those of the stack; positions do not enter, and nothing but padding is hidden.
/// </summary>
/// <param name="SourceSize">Width of the states that are attended to.</param>
public sealed record CrossAttentionSpec(int SourceSize)
{
    /// <summary>The norm before it, of what asks, inside the residual branch; null for none.</summary>
    public NormSpec? NormBefore { get; init; }

    /// <summary>The norm after it and its residual; null for none.</summary>
    public NormSpec? NormAfter { get; init; }
}
