using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Targets;

/// <summary>A number that a run ends in and that a measure explains.</summary>
public abstract class MeasureTarget
{
    private protected MeasureTarget()
    {
    }

    /// <summary>The similarity of the text to another: the cosine of their sentence embeddings.</summary>
    /// <param name="text">The other text, whose embedding is held fixed.</param>
    public static MeasureTarget SimilarityTo(string text) => new SimilarityTarget(new TextPair(text));

    /// <summary>The score of a class of the text before the softmax.</summary>
    /// <param name="label">The class, by its name or 0-based number; null for the likeliest in the plain run.</param>
    public static MeasureTarget ClassLogit(string? label = null) => new ClassTarget(label);

    /// <summary>The log-probability of a token, which the model is not shown.</summary>
    /// <param name="position">The token's 0-based position among all tokens, special ones included.</param>
    public static MeasureTarget TokenLogProbability(int position) => new TokenTarget(position);

    /// <summary>
    /// The log-likelihood of what a decoder reads: the sum of the log-probabilities of its tokens after the first, each after those before it. Of a model
    /// with an encoder and a decoder, of the target.
    /// </summary>
    public static MeasureTarget Likelihood { get; } = new LikelihoodTarget();

    /// <summary>What the metric is called that says how much it drops.</summary>
    internal abstract string MetricName { get; }

    /// <summary>What it is, in a few words.</summary>
    internal abstract string Meaning { get; }

    /// <summary>Whether it is one of several outcomes that the model tells apart.</summary>
    internal virtual bool IsOutcome => true;

    /// <summary>What a model is made to tell of a whole text: the likeliest class where it has classes, the likelihood of a target, else null.</summary>
    internal static MeasureTarget? DefaultOf(PretrainedModel model, bool hasTarget = false) =>
        model.Heads.Find(HeadKind.SequenceClass) is not null ? ClassLogit()
        : hasTarget && model.CanGenerate() ? Likelihood
        : null;

    /// <summary>Makes the target ready for one text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="encoding">The text.</param>
    /// <exception cref="AttnExtractException">The model or the text has not what the target needs.</exception>
    internal abstract BoundTarget Bind(PretrainedModel model, Encoding encoding);
}

/// <summary>A target for one text.</summary>
/// <param name="Name">What it is, for captions and messages.</param>
/// <param name="Encoding">The text as the model is to read it.</param>
/// <param name="ReadTokens">The tokens whose final states the target is made from.</param>
/// <param name="Score">Final hidden states [batch, token, hidden] to the target's value [batch].</param>
internal sealed record BoundTarget(string Name, Encoding Encoding, IReadOnlyList<int> ReadTokens, Func<Tensor, Tensor> Score)
{
    /// <summary>Where the target is one of several outcomes, final hidden states to the scores of all: [batch, outcome].</summary>
    public Func<Tensor, Tensor>? Logits { get; init; }

    /// <summary>Which of the outcomes it is.</summary>
    public int Outcome { get; init; }

    /// <summary>Whether one outcome excludes the others, so that their probabilities sum to 1.</summary>
    public bool IsOneOfAll { get; init; } = true;
}
