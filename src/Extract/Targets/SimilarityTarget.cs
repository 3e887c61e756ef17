using AttnExtract.Extract.Vectors;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Targets;

/// <summary>e · e′, both sentence embeddings scaled to length 1.</summary>
/// <param name="other">The text whose embedding is held fixed.</param>
/// <param name="truncate">Whether it is cut off where it is too long, instead of refused.</param>
internal sealed class SimilarityTarget(TextPair other, bool truncate = false) : MeasureTarget
{
    internal override string MetricName => "similarity";

    internal override string Meaning => "similarity to the other text";

    internal override bool IsOutcome => false;

    internal override BoundTarget Bind(PretrainedModel model, Encoding encoding)
    {
        double[] fixedVector = EmbeddingOfOther(model); // [pooled]
        return new BoundTarget(
            $"similarity to “{other.Text}”",
            encoding,
            [.. Enumerable.Range(0, encoding.Tokens.Count)],
            hidden => SentenceVectors.Of(model, hidden).MatrixTimes(NewTensor.Of(fixedVector, ScalarType.Float64, hidden.device))); // [batch]
    }

    private double[] EmbeddingOfOther(PretrainedModel model)
    {
        Encoding encoding = Encodings.Of(model, other, truncate);
        using ModelTurn turn = ModelTurn.Of(model);
        return SentenceVectors.Of(model, turn.Run([encoding]))[0].data<double>().ToArray();
    }
}
