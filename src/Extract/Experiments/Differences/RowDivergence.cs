using System.Collections.Immutable;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>How far two maps are apart.</summary>
internal static class RowDivergence
{
    /// <summary>The Jensen–Shannon divergence (Lin 1991) of two maps' rows in nats, averaged over aligned tokens.</summary>
    /// <param name="before">[query, key]</param>
    /// <param name="after">[query, key]</param>
    /// <param name="tokens">Which tokens that attend are aligned.</param>
    /// <param name="keys">Which tokens that are attended to are; what goes to others counts as one more key.</param>
    public static double Mean(
        DenseArray before, DenseArray after, ImmutableArray<(int Before, int After)> tokens, ImmutableArray<(int Before, int After)> keys)
    {
        double sum = 0;
        foreach ((int from, int to) in tokens)
        {
            double[] left = Distribution(before[from].Values.Span, [.. keys.Select(pair => pair.Before)]);
            double[] right = Distribution(after[to].Values.Span, [.. keys.Select(pair => pair.After)]);
            for (int i = 0; i < left.Length; i++)
            {
                double middle = (left[i] + right[i]) / 2;
                sum += (Term(left[i], middle) + Term(right[i], middle)) / 2;
            }
        }

        return Math.Max(0, sum / tokens.Length);
    }

    private static double[] Distribution(ReadOnlySpan<float> row, int[] aligned)
    {
        double[] weights = new double[aligned.Length + 1];
        double total = 0;
        foreach (float weight in row)
        {
            total += weight;
        }

        double rest = total;
        for (int i = 0; i < aligned.Length; i++)
        {
            weights[i] = row[aligned[i]] / total;
            rest -= row[aligned[i]];
        }

        // Single-precision rows sum to 1 but for 1e-7, which is no key of its own.
        weights[^1] = aligned.Length == row.Length ? 0 : Math.Max(0, rest / total);
        return weights;
    }

    private static double Term(double weight, double middle) => weight > 0 ? weight * Math.Log(weight / middle) : double.IsNaN(weight) ? weight : 0;
}
