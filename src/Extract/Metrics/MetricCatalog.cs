using System.Collections.Immutable;
using AttnExtract.Model;

namespace AttnExtract.Extract.Metrics;

/// <summary>The metrics.</summary>
public static class MetricCatalog
{
    /// <summary>Every metric.</summary>
    public static ImmutableArray<MetricKind> All { get; } =
    [
        new("cosine", "1 − cosine of the sentence embedding with and without", _ => Metric.SentenceDistance),
        new("similarity", "drop of the similarity to another text (--to TEXT)", settings => Metric.SimilarityDrop(
            settings.To ?? throw new AttnExtractException("The metric 'similarity' needs the text to be similar to: --to TEXT."))),
        new("hidden", "relative change of the hidden states, also layer by layer", _ => Metric.HiddenChange),
        new("hidden_cosine", "1 − cosine of the hidden states, mean over tokens, also layer by layer", _ => Metric.HiddenDistance),
        new("patterns", "Jensen–Shannon divergence of the attention maps of later layers, also layer by layer", _ => Metric.PatternDivergence),
    ];

    /// <summary>The metric of a name.</summary>
    /// <exception cref="AttnExtractException">There is none, or it needs a setting that is missing; the message says what.</exception>
    public static Metric Get(string name, MetricSettings? settings = null)
    {
        MetricKind kind = All.FirstOrDefault(kind => kind.Name == name)
            ?? throw new AttnExtractException(
                $"There is no metric '{name}'.{Suggestion.DidYouMean(name, All.Select(kind => kind.Name))} "
                + $"There are {string.Join(", ", All.Select(kind => kind.Name))}.");
        return kind.Make(settings ?? new MetricSettings());
    }

    /// <summary>What a model is judged by where nothing else is said.</summary>
    public static Metric DefaultOf(PretrainedModel model) => Metric.SentenceDistance;
}
