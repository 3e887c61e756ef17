using System.Collections.Immutable;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Metrics;

/// <summary>The metrics.</summary>
public static class MetricCatalog
{
    private const string AToken = "a token: --target token:POSITION";
    private const string AnOutcome = "a class or a token: --target class, class:LABEL or token:POSITION";
    private const string Nothing = "no target; leave --target and --to out";

    /// <summary>Every metric.</summary>
    public static ImmutableArray<MetricKind> All { get; } =
    [
        new("cosine", "1 − cosine of the sentence embedding with and without", Nothing, target => Alone(target, Metric.SentenceDistance)),
        new("similarity", "drop of the similarity to another text (--to TEXT)", "the text to be similar to: --to TEXT",
            target => target is SimilarityTarget ? Metric.DropOf(target) : null),
        new("logit", "drop of a class's score before the softmax (--target class:LABEL, else the likeliest)",
            "a class: --target class or class:LABEL", target => Likeliest(target) is ClassTarget of ? Metric.DropOf(of) : null),
        new("probability", "drop of the probability of a class or a token", AnOutcome,
            target => Likeliest(target) is { IsOutcome: true } of ? Metric.ProbabilityDrop(of) : null),
        new("log_probability", "drop of the log-probability of a token that the model is not shown (--target token:POSITION)", AToken,
            target => target is TokenTarget ? Metric.DropOf(target) : null),
        new("likelihood", "drop of the log-likelihood of a decoder's text, or of its target", Nothing,
            target => target is null or LikelihoodTarget ? Metric.LikelihoodDrop : null),
        new("kl", "KL(plain ‖ ablated) of the prediction: over classes, or over the vocabulary at a token", AnOutcome,
            target => Likeliest(target) is { IsOutcome: true } of ? Metric.OutcomeDivergence(of) : null),
        new("hidden", "relative change of the hidden states, also layer by layer", Nothing, target => Alone(target, Metric.HiddenChange)),
        new("hidden_cosine", "1 − cosine of the hidden states, mean over tokens, also layer by layer", Nothing,
            target => Alone(target, Metric.HiddenDistance)),
        new("patterns", "Jensen–Shannon divergence of the attention maps of later layers, also layer by layer", Nothing,
            target => Alone(target, Metric.PatternDivergence)),
    ];

    private static Registry<MetricKind> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, known) => $"There is no metric '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>The metric of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="target">The number that it is about; null for none.</param>
    /// <exception cref="AttnExtractException">There is none, or it is about another number; the message says what.</exception>
    public static Metric Get(string name, MeasureTarget? target = null) => ByName.Get(name).Make(target);

    /// <summary>What a model is judged by where nothing else is said: a class's score where it has classes, else the sentence embedding.</summary>
    /// <param name="model">The model.</param>
    /// <param name="hasTarget">Whether a decoder reads a target: then its likelihood, or where the model tells none its hidden states.</param>
    public static Metric DefaultOf(PretrainedModel model, bool hasTarget = false) =>
        MeasureTarget.DefaultOf(model, hasTarget) is { } target ? Metric.DropOf(target)
        : hasTarget ? Metric.HiddenChange
        : Metric.SentenceDistance;

    private static Metric? Alone(MeasureTarget? target, Metric metric) => target is null ? metric : null;

    private static MeasureTarget Likeliest(MeasureTarget? target) => target ?? MeasureTarget.ClassLogit();
}
