using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Targets;

/// <summary>A number that a run ends in and that a measure explains.</summary>
public abstract class MeasureTarget
{
    private protected MeasureTarget()
    {
    }

    /// <summary>The similarity of the text to another: the cosine of their sentence embeddings.</summary>
    /// <param name="text">The other text, whose embedding is held fixed.</param>
    public static MeasureTarget SimilarityTo(string text) => new SimilarityTarget(text);

    /// <summary>The score of a class of the text before the softmax.</summary>
    /// <param name="label">The class, by its name or 0-based number; null for the likeliest in the plain run.</param>
    public static MeasureTarget ClassLogit(string? label = null) => new ClassTarget(label);

    /// <summary>The log-probability of a token, which the model is not shown.</summary>
    /// <param name="position">The token's 0-based position among all tokens, special ones included.</param>
    public static MeasureTarget TokenLogProbability(int position) => new TokenTarget(position);

    /// <summary>What the metric is called that says how much it drops.</summary>
    internal abstract string MetricName { get; }

    /// <summary>What it is, in a few words.</summary>
    internal abstract string Meaning { get; }

    /// <summary>Whether it is one of several outcomes that the model tells apart.</summary>
    internal virtual bool IsOutcome => true;

    /// <summary>What a model is made to tell of a whole text: the likeliest class where it has classes, else null.</summary>
    internal static MeasureTarget? DefaultOf(PretrainedModel model) =>
        model.Heads.Find(HeadKind.SequenceClass) is null ? null : ClassLogit();

    /// <summary>Makes the target ready for one text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="encoding">The text.</param>
    /// <exception cref="AttnExtractException">The model or the text has not what the target needs.</exception>
    internal abstract BoundTarget Bind(PretrainedModel model, Encoding encoding);
}
