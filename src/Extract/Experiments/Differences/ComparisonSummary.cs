using System.Collections.Immutable;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>What is told of a comparison of two runs, without their maps, so that there may be many.</summary>
public sealed record ComparisonSummary
{
    /// <summary>Which attention; null of one stack of layers.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>The texts of the two runs.</summary>
    public required (string Before, string After) Texts { get; init; }

    /// <summary>Where the numbers of the two runs come from.</summary>
    public required (Provenance Before, Provenance After) Provenances { get; init; }

    /// <summary>The aligned tokens: <see cref="RecordComparison.Labels"/>.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>The positions of aligned tokens in either run.</summary>
    public required ImmutableArray<(int Before, int After)> AlignedTokens { get; init; }

    /// <summary>The aligned tokens that are attended to, where they are others, or not of all of them rows were kept; else empty.</summary>
    public ImmutableArray<string> KeyLabels { get; init; } = [];

    /// <summary>Their positions; empty where they are no others.</summary>
    public ImmutableArray<(int Before, int After)> AlignedKeys { get; init; } = [];

    /// <summary>The 0-based layers that are compared.</summary>
    public required ImmutableArray<int> Layers { get; init; }

    /// <summary>The 0-based heads that are compared.</summary>
    public required ImmutableArray<int> Heads { get; init; }

    /// <summary>How far the maps of each head are apart, layer by layer: <see cref="RecordComparison.Distances"/>.</summary>
    public required ImmutableArray<double> Distances { get; init; }

    /// <summary>What changed most in each head, layer by layer.</summary>
    public required ImmutableArray<PatternChange> LargestOfHeads { get; init; }

    /// <summary>The weights that changed most of all, the largest first.</summary>
    public required ImmutableArray<PatternChange> Largest { get; init; }
}
