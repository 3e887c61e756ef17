namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>How runs are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Nothing special.</summary>
    public static ComparisonOptions Default { get; } = new();

    /// <summary>The 0-based layers to compare, in that order; null for all that both runs hold.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>The 0-based heads to compare, in that order; null for all that both runs hold.</summary>
    public IReadOnlyList<int>? Heads { get; init; }

    /// <summary>Which attention of a model with an encoder and a decoder; null for that of the only stack.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>Whether a text with more tokens than a model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }

    internal ComparisonSummary Compare(AttentionRecord before, AttentionRecord after) =>
        Chosen(before).CompareTo(Chosen(after), Layers, Heads).Summarize();

    // An encoder that ran alone is the only stack.
    private AttentionRecord Chosen(AttentionRecord record) =>
        Kind is null || (Kind == AttentionKind.Encoder && record.Kind is null) ? record : record.Of(Kind);
}
