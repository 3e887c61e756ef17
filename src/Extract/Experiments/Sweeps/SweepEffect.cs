using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>What one ablation of a sweep did.</summary>
/// <param name="Ablation">What was switched off, as ablations are written.</param>
/// <param name="Layer">In which layer.</param>
/// <param name="Column">Its 0-based place among those of the layer: of heads, the head.</param>
/// <param name="Mean">The effect, over a corpus its mean with its interval.</param>
/// <param name="AdjustedPValue">
/// The p-value of the effect, or for a distance of its lead over the mean of all, adjusted for the number of tests; NaN for one text.
/// </param>
/// <param name="IsMarked">Whether it is marked: it differs from 0, or for a distance is larger than the mean of all.</param>
/// <param name="ByLayer">The mean change in each layer, for metrics that look inside; else empty.</param>
public sealed record SweepEffect(
    string Ablation, int Layer, int Column, MeanEstimate Mean, double AdjustedPValue, bool IsMarked, ImmutableArray<double> ByLayer)
{
    /// <summary>Whether there was something to switch off; not so where a head was cut out of the model.</summary>
    public bool IsThere => Ablation.Length > 0;

    /// <summary>The place of a head that was cut out of the model.</summary>
    internal static SweepEffect OfNothing(int layer, int column, int layers) => new(
        "", layer, column, new MeanEstimate(double.NaN, double.NaN, double.NaN, double.NaN), double.NaN, false,
        [.. Enumerable.Repeat(double.NaN, layers)]);
}
