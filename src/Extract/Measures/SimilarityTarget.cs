using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>e · e′, both sentence embeddings scaled to length 1.</summary>
/// <param name="other">The text whose embedding is held fixed.</param>
internal sealed class SimilarityTarget(string other) : MeasureTarget
{
    internal override BoundTarget Bind(PretrainedModel model, Encoding encoding)
    {
        float[] embedding = model.EmbedSentence(other);
        return new BoundTarget(
            $"similarity to “{other}”",
            encoding,
            [.. Enumerable.Range(0, encoding.Tokens.Count)],
            hidden =>
            {
                Tensor pooled = stack([.. Enumerable.Range(0, (int)hidden.shape[0]).Select(row => model.Pooling!.Pool(hidden[row]))]); // [batch, pooled]
                Tensor fixedVector = nn.functional.normalize(tensor(embedding, hidden.dtype), p: 2, dim: 0); // [pooled]
                return nn.functional.normalize(pooled, p: 2, dim: 1).matmul(fixedVector); // [batch]
            });
    }
}
