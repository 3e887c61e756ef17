using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Measures;

/// <summary>A number that a run ends in and that a measure explains.</summary>
public abstract class MeasureTarget
{
    private protected MeasureTarget()
    {
    }

    /// <summary>The similarity of the text to another: the cosine of their sentence embeddings.</summary>
    /// <param name="text">The other text, whose embedding is held fixed.</param>
    public static MeasureTarget SimilarityTo(string text) => new SimilarityTarget(text);

    /// <summary>Makes the target ready for one text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="encoding">The text.</param>
    /// <exception cref="AttnExtractException">The model or the text has not what the target needs.</exception>
    internal abstract BoundTarget Bind(PretrainedModel model, Encoding encoding);
}
