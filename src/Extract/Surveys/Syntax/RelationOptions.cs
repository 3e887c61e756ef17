using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>How to look for heads that follow syntax.</summary>
public sealed record RelationOptions
{
    /// <summary>Nothing special.</summary>
    public static RelationOptions Default { get; } = new();

    /// <summary>The relations; all that occur where it is empty.</summary>
    public ImmutableArray<string> Relations { get; init; } = [];

    /// <summary>How intervals are made. Resamples are in memory, each with every relation and head.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new() { Resamples = 1000 };

    /// <summary>Whether a sentence with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
