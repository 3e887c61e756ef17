using System.Numerics.Tensors;

namespace AttnExtract.Extract.Measures;

/// <summary>Rows as shares.</summary>
internal static class RowSums
{
    /// <summary>A matrix [n × n] with every row divided by its sum; a row of zeros stays one.</summary>
    public static DenseArray ToOne(double[] matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = matrix.AsSpan(i * n, n);
            double sum = TensorPrimitives.Sum<double>(row);
            if (sum > 0)
            {
                TensorPrimitives.Divide(row, sum, row);
            }
        }

        return LayerMixing.ToArray(matrix, n);
    }
}
