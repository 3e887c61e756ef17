using System.Numerics.Tensors;

namespace AttnExtract.Extract.Measures;

/// <summary>Relevance propagated through self-attention; Chefer et al. 2021, equations 5 and 6.</summary>
internal static class GradientRelevance
{
    /// <summary>R ← R + mean_h max(0, A ⊙ ∂F/∂A)·R, layer by layer from R = I; over two stacks by <see cref="BimodalRelevance"/>: [query, input].</summary>
    public static IReadOnlyList<DenseArray> Of(MeasureRun run)
    {
        if (run.Encoding.Target is { } target)
        {
            BimodalRelevance both = BimodalRelevance.Of(
                kind => [.. run.Gradients.Of(kind).Select(MeanOfPositive)], run.Encoding.Tokens.Count, target.Tokens.Count);
            return [run.Place.IsCross ? both.Cross[^1] : run.Place.Kind == AttentionKind.Decoder ? both.Target : both.Source];
        }

        int n = run.Keys.Tokens.Count;
        double[] relevance = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            relevance[(i * n) + i] = 1;
        }

        foreach (DenseArray layer in run.Gradients.OfPatterns)
        {
            double[] update = LayerMixing.Product(MeanOfPositive(layer), relevance, n);
            TensorPrimitives.Add(relevance, update, relevance);
        }

        return [LayerMixing.ToArray(relevance, n)];
    }

    private static double[] MeanOfPositive(DenseArray layer)
    {
        DenseArray[] heads = [.. Enumerable.Range(0, layer.Shape[0]).Select(head => layer[head]).Where(map => !PrunedHeads.IsRemoved(map))];
        double[] mean = new double[layer.Values.Length / layer.Shape[0]];
        foreach (DenseArray head in heads)
        {
            ReadOnlySpan<float> map = head.Values.Span;
            for (int i = 0; i < map.Length; i++)
            {
                mean[i] += Math.Max(0, map[i]) / heads.Length;
            }
        }

        return mean;
    }
}
