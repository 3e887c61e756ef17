using System.Numerics.Tensors;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Measures;

/// <summary>Rows as shares.</summary>
internal static class RowSums
{
    /// <summary>A matrix of so many columns with every row divided by its sum; a row of zeros stays one.</summary>
    public static DenseArray ToOne(double[] matrix, int columns)
    {
        for (int i = 0; i < matrix.Length / columns; i++)
        {
            Span<double> row = matrix.AsSpan(i * columns, columns);
            double sum = SteadySums.Of<double>(row);
            if (sum > 0)
            {
                TensorPrimitives.Divide(row, sum, row);
            }
        }

        return LayerMixing.ToArray(matrix, columns);
    }
}
