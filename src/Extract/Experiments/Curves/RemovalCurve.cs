using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Experiments.Curves;

/// <summary>What switching heads off one after the other does.</summary>
/// <param name="Order">The name of a <see cref="RemovalOrder"/>.</param>
/// <param name="Heads">The heads in the order in which they went; empty for the mean of random orders.</param>
/// <param name="Effects">
/// The effect with 0, 1, 2, … heads gone: over a corpus its mean with its interval; of random orders the mean with the smallest and the
/// largest of them.
/// </param>
public sealed record RemovalCurve(string Order, ImmutableArray<(int Layer, int Head)> Heads, ImmutableArray<MeanEstimate> Effects);
