namespace AttnExtract.Extract.Predictions;

/// <summary>How to look through the word head.</summary>
public sealed record LensOptions
{
    /// <summary>The five likeliest words.</summary>
    public static LensOptions Default { get; } = new();

    /// <summary>How many words are kept at each place, likeliest first; null for all, in the order of the vocabulary.</summary>
    public int? Count { get; init; } = 5;

    /// <summary>Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
