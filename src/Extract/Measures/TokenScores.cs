namespace AttnExtract.Extract.Measures;

/// <summary>A measure summed up as one number a token.</summary>
internal static class TokenScores
{
    /// <summary>
    /// The columns' means over the rows of the tokens that the target reads, and over heads and layers; of a measure that
    /// accumulates, the last layer alone.
    /// </summary>
    /// <returns>[token], or null where the measure says nothing of tokens.</returns>
    public static double[]? Of(Measurement measurement, IReadOnlyList<int> readTokens)
    {
        (int rows, int columns) = (measurement.Tokens.Count, measurement.KeyTokens.Count);
        IReadOnlyList<DenseArray> layers = measurement.Measure.Accumulates ? [.. measurement.Layers.TakeLast(1)] : measurement.Layers;
        return measurement.Measure.Shape switch
        {
            MeasureShape.Tokens => Array.ConvertAll(measurement.Values!.Values.ToArray(), value => (double)value),
            MeasureShape.Map => ColumnMeans([measurement.Values!], readTokens, rows, columns),
            MeasureShape.HeadMaps or MeasureShape.LayerMaps => ColumnMeans(layers, readTokens, rows, columns),
            _ => null,
        };
    }

    private static double[] ColumnMeans(IReadOnlyList<DenseArray> maps, IReadOnlyList<int> read, int rows, int n)
    {
        double[] sums = new double[n];
        int count = 0;
        foreach (DenseArray array in maps)
        {
            for (int map = 0; map < array.Values.Length; map += rows * n)
            {
                // Heads that were cut out of the model have no numbers.
                foreach (int row in float.IsNaN(array.Values.Span[map]) ? [] : read)
                {
                    ReadOnlySpan<float> values = array.Values.Span.Slice(map + (row * n), n);
                    for (int column = 0; column < n; column++)
                    {
                        sums[column] += values[column];
                    }

                    count++;
                }
            }
        }

        return Array.ConvertAll(sums, sum => sum / count);
    }
}
