using System.Collections.Immutable;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>What many comparisons come to.</summary>
/// <param name="First">The first pair, whose layers and heads all others have.</param>
/// <param name="Count">How many pairs there are.</param>
/// <param name="Distances">How far the maps of each head are apart, layer by layer: means over all pairs, in nats.</param>
/// <param name="Pairs">Every pair, read as it is needed, whenever it is asked for.</param>
public sealed record MeanComparison(ComparisonSummary First, int Count, ImmutableArray<double> Distances, IEnumerable<ComparisonSummary> Pairs);
