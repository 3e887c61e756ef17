using System.Collections.Immutable;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>The effects of the same variants on several texts, and what can be said of them.</summary>
internal sealed class EffectTable
{
    private readonly IReadOnlyList<MetricReading[]> _readings;

    /// <summary>Sums up.</summary>
    /// <param name="readings">[text][variant]</param>
    /// <param name="isDistance">Whether effects cannot be negative, so that each is tested against the mean of all on its text.</param>
    /// <param name="options">How uncertainty is found.</param>
    public EffectTable(IReadOnlyList<MetricReading[]> readings, bool isDistance, BootstrapOptions options)
    {
        _readings = readings;
        double[][] effects = [.. readings.Select(text => text.Select(reading => reading.Effect).ToArray())];
        Means = Bootstrap.Means(effects, options);
        ImmutableArray<MeanEstimate> tested = isDistance ? Bootstrap.Means([.. effects.Select(Centred)], options) : Means;
        AdjustedPValues = BenjaminiHochberg.Adjust([.. tested.Select(estimate => estimate.PValue)]);
        Marks = [.. tested.Select((estimate, i) => AdjustedPValues[i] <= BenjaminiHochberg.Level && (!isDistance || estimate.Mean > 0))];
    }

    /// <summary>The mean effect of each variant.</summary>
    public ImmutableArray<MeanEstimate> Means { get; }

    /// <summary>The p-value of each variant, adjusted for how many there are.</summary>
    public ImmutableArray<double> AdjustedPValues { get; }

    /// <summary>Which are marked: what differs from 0, or among distances what is larger than the mean of all.</summary>
    public ImmutableArray<bool> Marks { get; }

    /// <summary>The mean change in each layer, where the metric looks inside.</summary>
    public ImmutableArray<double> ByLayer(int variant) =>
        [.. Enumerable.Range(0, _readings[0][variant].ByLayer.Count).Select(layer => _readings.Average(text => text[variant].ByLayer[layer]))];

    private static double[] Centred(double[] effects)
    {
        double mean = effects.Average();
        return [.. effects.Select(effect => effect - mean)];
    }
}
