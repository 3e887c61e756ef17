namespace AttnExtract.Model.Specs;

/// <summary>
/// In how many groups the projections of a layer join the parts of a vector: a share of the output reads the same share of the input and
/// no other; Iandola et al. 2020.
/// </summary>
public sealed record ProjectionGroups
{
    /// <summary>Of queries.</summary>
    public int Query { get; init; } = 1;

    /// <summary>Of keys.</summary>
    public int Key { get; init; } = 1;

    /// <summary>Of values.</summary>
    public int Value { get; init; } = 1;

    /// <summary>Into the feed-forward block.</summary>
    public int MlpInput { get; init; } = 1;

    /// <summary>Out of the feed-forward block.</summary>
    public int MlpOutput { get; init; } = 1;

    /// <summary>Whether heads are made in groups.</summary>
    internal bool DividesHeads => Query > 1 || Key > 1 || Value > 1;

    /// <summary>Checks that they divide what they are groups of.</summary>
    internal void Validate(StackSpec spec)
    {
        foreach ((string what, int groups, int size) in ((string, int, int)[])
        [
            ("queries", Query, spec.HeadCount * spec.HeadSize), ("keys", Key, spec.KeyValueHeadCount * spec.HeadSize),
            ("values", Value, spec.KeyValueHeadCount * spec.HeadSize),
            ("the feed-forward block", MlpInput, spec.IntermediateSize), ("the feed-forward block", MlpOutput, spec.IntermediateSize),
        ])
        {
            StackSpec.Require(
                groups > 0 && size % groups == 0 && spec.HiddenSize % groups == 0,
                $"hidden size {spec.HiddenSize} or the size {size} of {what} is not a multiple of its {groups} groups");
        }
    }
}
