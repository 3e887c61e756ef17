namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>How often the word that each attention head looks at most is the other end of a relation.</summary>
public sealed record RelationAccuracy
{
    /// <summary>The relation.</summary>
    public required string Relation { get; init; }

    /// <summary>From which end.</summary>
    public required RelationDirection Direction { get; init; }

    /// <summary>How many dependencies were tried.</summary>
    public required int Count { get; init; }

    /// <summary>The share that was right: [layer, head]</summary>
    public required DenseArray Values { get; init; }

    /// <summary>The lower ends of their intervals: [layer, head]</summary>
    public required DenseArray Lower { get; init; }

    /// <summary>The upper ends of their intervals: [layer, head]</summary>
    public required DenseArray Upper { get; init; }

    /// <summary>The lower ends of the intervals of how much more than the baseline is right: [layer, head]</summary>
    public required DenseArray GainLower { get; init; }

    /// <summary>The upper ends of the intervals of how much more than the baseline is right: [layer, head]</summary>
    public required DenseArray GainUpper { get; init; }

    /// <summary>How many words to the right the best fixed place is; negative to the left.</summary>
    public required int Offset { get; init; }

    /// <summary>The share that is right if always the word there is taken: the baseline of Clark et al. 2019.</summary>
    public required double Baseline { get; init; }

    /// <summary>The layer and head with the largest share; the first of several.</summary>
    public (int Layer, int Head) Best
    {
        get
        {
            ReadOnlySpan<float> values = Values.Values.Span;
            int best = 0;
            for (int head = 1; head < values.Length; head++)
            {
                best = values[head] > values[best] ? head : best;
            }

            return (best / Values.Shape[1], best % Values.Shape[1]);
        }
    }
}
