using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>What an ablation is judged by: a number for the difference that it makes.</summary>
public abstract class Metric
{
    private protected Metric()
    {
    }

    /// <summary>1 − cosine of the sentence embedding with and without the ablation.</summary>
    public static Metric SentenceDistance { get; } = new SentenceDistance();

    /// <summary>‖h′ − h‖ / ‖h‖ of the hidden states, in every layer and at the end.</summary>
    public static Metric HiddenChange { get; } = new HiddenChange();

    /// <summary>1 − cosine of each token's hidden state, averaged over tokens, in every layer and at the end.</summary>
    public static Metric HiddenDistance { get; } = new HiddenDistance();

    /// <summary>The Jensen–Shannon divergence of the attention maps of later layers.</summary>
    public static Metric PatternDivergence { get; } = new PatternDivergence();

    /// <summary>How much a number drops that the run ends in: a similarity, a class's score, a token's log-probability.</summary>
    public static Metric DropOf(MeasureTarget target) => new TargetDrop(target);

    /// <summary>How much the probability of a class or a token drops.</summary>
    /// <param name="target">The class or token.</param>
    public static Metric ProbabilityDrop(MeasureTarget target) => new ProbabilityDrop(target);

    /// <summary>How much the log-likelihood of a text drops, or of a target.</summary>
    public static Metric LikelihoodDrop { get; } = DropOf(MeasureTarget.Likelihood);

    /// <summary>KL(plain ‖ ablated) of the prediction: over classes, or over the vocabulary at a token.</summary>
    /// <param name="target">A class or token.</param>
    public static Metric OutcomeDivergence(MeasureTarget target) => new OutcomeDivergence(target);

    /// <summary>What is typed for it.</summary>
    public abstract string Name { get; }

    /// <summary>What its numbers are, for axes and captions.</summary>
    public abstract string Meaning { get; }

    /// <summary>
    /// Whether it is a distance, which nothing makes smaller than 0. Of an effect that is never negative it says nothing that it is
    /// not 0, so over a corpus it is compared with the mean of all effects on the same text.
    /// </summary>
    public virtual bool IsDistance => true;

    /// <summary>What it is that changes, in a few words.</summary>
    internal virtual string Quantity => Meaning;

    /// <summary>The number that the run ends in and that it is about; null where it compares whole runs.</summary>
    internal virtual MeasureTarget? Target => null;

    /// <summary>Makes the metric ready for one text.</summary>
    /// <exception cref="AttnExtractException">The model or the text has not what it needs; the message says what.</exception>
    internal abstract BoundMetric Bind(PretrainedModel model, Encoding encoding);

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}

/// <summary>How much one variant of a run differs from the plain run.</summary>
/// <param name="Effect">The change in one number.</param>
/// <param name="ByLayer">The change in each layer, for metrics that look inside; else empty.</param>
internal sealed record MetricReading(double Effect, IReadOnlyList<double> ByLayer)
{
    /// <summary>A change in one number only.</summary>
    public static MetricReading Of(double effect) => new(effect, []);
}

/// <summary>What a batch of variants of one text came to; it belongs to the run's dispose scope.</summary>
/// <param name="Final">The final hidden states: [variant, token, hidden]</param>
/// <param name="Seen">What passed the hook points that a metric watches, from the first layer that was run on.</param>
/// <param name="FirstLayer">
/// The first layer that changed, of the stack that the model ends in; what lies before is as in the plain run. −1 where what it reads did.
/// </param>
internal sealed record RunStates(Tensor Final, IReadOnlyDictionary<HookName, Tensor> Seen, int FirstLayer);
