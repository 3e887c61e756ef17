namespace AttnExtract.Extract.Tests.Runs;

/// <summary>Products in plain loops.</summary>
internal static class PlainProduct
{
    /// <summary>A matrix, row after row, times a vector.</summary>
    public static double[] Of(double[] weight, double[] input)
    {
        double[] output = new double[weight.Length / input.Length];
        for (int row = 0; row < output.Length; row++)
        {
            for (int column = 0; column < input.Length; column++)
            {
                output[row] += weight[(row * input.Length) + column] * input[column];
            }
        }

        return output;
    }
}
