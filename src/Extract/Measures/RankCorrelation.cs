namespace AttnExtract.Extract.Measures;

/// <summary>Rank correlation; Spearman 1904.</summary>
internal static class RankCorrelation
{
    /// <summary>The correlation of ranks, ties at their mean rank; NaN where either side has no order.</summary>
    public static double Spearman(double[] left, double[] right)
    {
        double[] x = Ranks(left);
        double[] y = Ranks(right);
        double mean = (x.Length + 1) / 2.0;
        double product = 0;
        double squareX = 0;
        double squareY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            product += (x[i] - mean) * (y[i] - mean);
            squareX += (x[i] - mean) * (x[i] - mean);
            squareY += (y[i] - mean) * (y[i] - mean);
        }

        return product / Math.Sqrt(squareX * squareY);
    }

    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        double[] ranks = new double[values.Length];
        for (int first = 0; first < order.Length;)
        {
            int last = first;
            while (last + 1 < order.Length && values[order[last + 1]] == values[order[first]])
            {
                last++;
            }

            for (int i = first; i <= last; i++)
            {
                ranks[order[i]] = ((first + last) / 2.0) + 1;
            }

            first = last + 1;
        }

        return ranks;
    }
}
