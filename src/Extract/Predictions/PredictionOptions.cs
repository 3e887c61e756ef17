namespace AttnExtract.Extract.Predictions;

/// <summary>What is asked of a head.</summary>
public sealed record PredictionOptions
{
    /// <summary>Nothing special.</summary>
    public static PredictionOptions Default { get; } = new();

    /// <summary>How many words, classes or labels are kept of each place, likeliest first.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Whether a decoder writes on, instead of saying the next word only.</summary>
    public bool Writes { get; init; }

    /// <summary>How many tokens it writes at most; null for as many as usual.</summary>
    public int? MostTokens { get; init; }

    /// <summary>Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
