using System.Collections.Immutable;
using AttnExtract.Model;

namespace AttnExtract.Extract.Metrics;

/// <summary>The metrics.</summary>
public static class MetricCatalog
{
    /// <summary>Every metric that needs nothing but a model.</summary>
    public static ImmutableArray<Metric> All { get; } =
        [Metric.SentenceDistance, Metric.HiddenChange, Metric.HiddenDistance, Metric.PatternDivergence];

    /// <summary>What a model is judged by where nothing else is said.</summary>
    public static Metric DefaultOf(PretrainedModel model) => Metric.SentenceDistance;
}
