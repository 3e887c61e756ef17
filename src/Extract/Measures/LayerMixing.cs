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

    /// <summary>Every layer's mean of the heads' maps, row after row.</summary>
    /// <inheritdoc cref="Of"/>
    public static double[][] Means(AttentionRecord record, string measure)
    {
        RequireWhole(record, measure);
        return [.. record.Layers.Select(layer => Mean(record.Pattern(layer), 1))];
    }

    /// <summary>The product of two matrices.</summary>
    /// <param name="left">[row × inner]</param>
    /// <param name="right">[inner × column]</param>
    /// <param name="inner">How many columns the left and rows the right has.</param>
    /// <returns>[row × column]</returns>
    public static double[] Product(ReadOnlySpan<double> left, double[] right, int inner)
    {
        (int rows, int columns) = (left.Length / inner, right.Length / inner);
        double[] product = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = product.AsSpan(i * columns, columns);
            for (int k = 0; k < inner; k++)
            {
                TensorPrimitives.MultiplyAdd(right.AsSpan(k * columns, columns), left[(i * inner) + k], row, row);
            }
        }

        return product;
    }

    /// <summary>A matrix of so many columns in single precision.</summary>
    public static DenseArray ToArray(ReadOnlySpan<double> matrix, int columns)
    {
        float[] values = new float[matrix.Length];
        TensorPrimitives.ConvertTruncating(matrix, values);
        return new DenseArray(values, matrix.Length / columns, columns);
    }

    private static double[] Mixed(DenseArray pattern)
    {
        int n = pattern.Shape[1];
        double[] mixed = Mean(pattern, 0.5);
        for (int i = 0; i < n; i++)
        {
            mixed[(i * n) + i] += 0.5;
        }

        return mixed;
    }

    // A share of the mean over heads: [query × key]
    private static double[] Mean(DenseArray pattern, double share)
    {
        double[] mean = new double[pattern.Shape[1] * pattern.Shape[2]];
        ReadOnlySpan<float> values = pattern.Values.Span;
        int count = 0;
        for (int head = 0; head < pattern.Shape[0]; head++)
        {
            if (PrunedHeads.IsRemoved(pattern[head]))
            {
                continue;
            }

            count++;
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += values[(head * mean.Length) + i];
            }
        }

        TensorPrimitives.Multiply(mean, share / Math.Max(1, count), mean);
        return mean;
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
