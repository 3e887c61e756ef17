using System.Numerics.Tensors;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// Relevance carried through an encoder and the decoder that reads it: the bi-modal rules of Chefer et al. 2021, equations 6 to 10. Equation 11 adds
/// nothing, because an encoder never attends to its decoder.
/// </summary>
/// <param name="Source">Of the encoder's text to itself: [query, key]</param>
/// <param name="Target">Of the decoder's text to itself: [query, key]</param>
/// <param name="Cross">Of the encoder's text to the decoder's, after each of its layers: [layer][query, key]</param>
internal sealed record BimodalRelevance(DenseArray Source, DenseArray Target, IReadOnlyList<DenseArray> Cross)
{
    /// <summary>Carries it through.</summary>
    /// <param name="layersOf">Of each kind of attention, what a layer's maps come to, Ā: [layer][query × key]</param>
    /// <param name="sources">How many tokens the encoder reads.</param>
    /// <param name="targets">How many tokens the decoder reads.</param>
    public static BimodalRelevance Of(Func<AttentionKind, IReadOnlyList<double[]>> layersOf, int sources, int targets)
    {
        double[] source = Identity(sources); // Rˢˢ [query × key]
        foreach (double[] attention in layersOf(AttentionKind.Encoder))
        {
            AddProduct(source, attention, source, sources);
        }

        double[] target = Identity(targets); // Rᵗᵗ [query × key]
        double[] cross = new double[targets * sources]; // Rᵗˢ [query × key]
        double[] read = Normalized(source, sources);
        List<DenseArray> layers = [];
        foreach ((double[] own, double[] other) in layersOf(AttentionKind.Decoder).Zip(layersOf(AttentionKind.Cross)))
        {
            AddProduct(target, own, target, targets);
            AddProduct(cross, own, cross, targets);
            // Equation 10 transposes the decoder's own: a row collects of later tokens too, and is no share of 1.
            AddProduct(cross, Transposed(Normalized(target, targets), targets), LayerMixing.Product(other, read, sources), targets);
            layers.Add(LayerMixing.ToArray(cross, sources));
        }

        return new BimodalRelevance(LayerMixing.ToArray(source, sources), LayerMixing.ToArray(target, targets), layers);
    }

    private static double[] Identity(int n)
    {
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            identity[(i * n) + i] = 1;
        }

        return identity;
    }

    // sum + left · right, equations 6, 7 and 10.
    private static void AddProduct(double[] sum, double[] left, double[] right, int inner) =>
        TensorPrimitives.Add(sum, LayerMixing.Product(left, right, inner), sum);

    // Equations 8 and 9: what is beside the identity as shares of its row, and the identity. A row without anything beside it stays.
    private static double[] Normalized(double[] relevance, int n)
    {
        double[] normalized = [.. relevance];
        for (int i = 0; i < n; i++)
        {
            Span<double> row = normalized.AsSpan(i * n, n);
            row[i] -= 1;
            double sum = SteadySums.Of<double>(row);
            if (sum != 0)
            {
                TensorPrimitives.Divide(row, sum, row);
            }

            row[i] += 1;
        }

        return normalized;
    }

    private static double[] Transposed(double[] matrix, int n)
    {
        double[] transposed = new double[matrix.Length];
        for (int i = 0; i < matrix.Length; i++)
        {
            transposed[(i % n * n) + (i / n)] = matrix[i];
        }

        return transposed;
    }
}
