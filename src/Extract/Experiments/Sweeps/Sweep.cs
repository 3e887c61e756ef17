using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>What came of switching everything off in turn. Plain values.</summary>
public sealed record Sweep
{
    /// <summary>What was switched off in turn: the name of a <see cref="SweepUnit"/>.</summary>
    public required string Unit { get; init; }

    /// <summary>In which attention of a model with an encoder and a decoder; null where only one stack was run.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>What took its place, as replacements are written.</summary>
    public required string With { get; init; }

    /// <summary>What the difference was judged by: the name of a metric.</summary>
    public required string Metric { get; init; }

    /// <summary>What its numbers are.</summary>
    public required string Meaning { get; init; }

    /// <summary>Whether effects cannot be negative.</summary>
    public required bool IsDistance { get; init; }

    /// <summary>The texts.</summary>
    public required ImmutableArray<TextPair> Texts { get; init; }

    /// <summary>The number that the plain run comes to, a mean over texts; NaN for a metric that only compares.</summary>
    public required double Plain { get; init; }

    /// <summary>How many layers.</summary>
    public required int Rows { get; init; }

    /// <summary>How many things were switched off in each layer.</summary>
    public required int Columns { get; init; }

    /// <summary>What each did, layer by layer.</summary>
    public required ImmutableArray<SweepEffect> Effects { get; init; }

    /// <summary>How uncertainty was found.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>Where the numbers come from; its ablations say what was done in turn.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What one did.</summary>
    public SweepEffect this[int layer, int column] => Effects[(layer * Columns) + column];

    /// <summary>One row an ablation; over a corpus with intervals, adjusted p-values and marks.</summary>
    public Table ToTable() => new[] { this }.ToTable();
}

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
