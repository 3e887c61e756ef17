using System.Numerics.Tensors;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures;

/// <summary>Layers as matrices that mix tokens: ½·mean of the heads' maps + ½·I; Abnar and Zuidema 2020, section 3.</summary>
internal static class LayerMixing
{
    /// <summary>Every layer's matrix, row after row.</summary>
    /// <param name="record">A record of every map.</param>
    /// <param name="measure">What asks, for the message.</param>
    /// <returns>[layer][query × key]</returns>
    /// <exception cref="AttnExtractException">A layer or head was not captured.</exception>
    public static double[][] Of(AttentionRecord record, string measure)
    {
        RequireWhole(record, measure);
        return [.. record.Layers.Select(layer => Mixed(record.Pattern(layer)))];
    }

    /// <summary>The product of two matrices: left · right, both [n × n].</summary>
    public static double[] Product(ReadOnlySpan<double> left, double[] right, int n)
    {
        double[] product = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            Span<double> row = product.AsSpan(i * n, n);
            for (int k = 0; k < n; k++)
            {
                TensorPrimitives.MultiplyAdd(right.AsSpan(k * n, n), left[(i * n) + k], row, row);
            }
        }

        return product;
    }

    /// <summary>A matrix [n × n] in single precision.</summary>
    public static DenseArray ToArray(ReadOnlySpan<double> matrix, int n)
    {
        float[] values = new float[matrix.Length];
        TensorPrimitives.ConvertTruncating(matrix, values);
        return new DenseArray(values, n, n);
    }

    private static double[] Mixed(DenseArray pattern)
    {
        (int heads, int n) = (pattern.Shape[0], pattern.Shape[1]);
        double[] mixed = new double[n * n];
        ReadOnlySpan<float> values = pattern.Values.Span;
        int count = 0;
        for (int head = 0; head < heads; head++)
        {
            if (PrunedHeads.IsRemoved(pattern[head]))
            {
                continue;
            }

            count++;
            for (int i = 0; i < mixed.Length; i++)
            {
                mixed[i] += values[(head * mixed.Length) + i];
            }
        }

        TensorPrimitives.Multiply(mixed, 0.5 / Math.Max(1, count), mixed);
        for (int i = 0; i < n; i++)
        {
            mixed[(i * n) + i] += 0.5;
        }

        return mixed;
    }

    private static void RequireWhole(AttentionRecord record, string measure)
    {
        (int layers, int heads) = (record.Provenance.LayerCount, record.Provenance.HeadCount);
        if (record.Layers.Count < layers || record.Heads.Count < heads)
        {
            throw new AttnExtractException(
                $"The measure '{measure}' needs the maps of all {layers} layers and {heads} heads, and this record has "
                + $"{record.Layers.Count} layers and {record.Heads.Count} heads of them; capture without a choice of layers or heads.");
        }
    }
}
