using System.Numerics.Tensors;

namespace AttnExtract.Extract.Measures;

/// <summary>Relevance propagated through self-attention; Chefer et al. 2021, equations 5 and 6.</summary>
internal static class GradientRelevance
{
    /// <summary>R ← R + mean_h max(0, A ⊙ ∂F/∂A)·R, layer by layer from R = I: [query, input].</summary>
    public static IReadOnlyList<DenseArray> Of(MeasureRun run)
    {
        int n = run.Length;
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
        int heads = layer.Shape[0];
        double[] mean = new double[layer.Values.Length / heads];
        for (int head = 0; head < heads; head++)
        {
            ReadOnlySpan<float> map = layer[head].Values.Span;
            for (int i = 0; i < map.Length; i++)
            {
                mean[i] += Math.Max(0, map[i]) / heads;
            }
        }

        return mean;
    }
}
