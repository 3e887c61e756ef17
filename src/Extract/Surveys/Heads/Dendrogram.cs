using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Agglomerative clustering by average linkage; Sokal and Michener 1958.</summary>
/// <param name="Merges">Which branches became one, the nearest first; one fewer than leaves.</param>
/// <param name="Order">The leaves of the tree from left to right; of two branches, the one with the smaller leaf stands left.</param>
internal sealed record Dendrogram(ImmutableArray<HeadMerge> Merges, ImmutableArray<int> Order)
{
    /// <summary>Builds the tree.</summary>
    /// <param name="distances">[n × n], symmetric.</param>
    /// <param name="n">How many leaves.</param>
    public static Dendrogram Of(ReadOnlySpan<double> distances, int n)
    {
        double[] between = distances.ToArray();
        List<int>?[] clusters = [.. Enumerable.Range(0, n).Select(leaf => new List<int> { leaf })];
        int[] numbers = [.. Enumerable.Range(0, n)];
        List<HeadMerge> merges = [];
        while (merges.Count < n - 1)
        {
            (int left, int right) = Nearest(between, clusters, n);
            List<int> joined = clusters[left]!;
            List<int> joining = clusters[right]!;
            merges.Add(new(numbers[left], numbers[right], between[(left * n) + right], joined.Count + joining.Count));
            numbers[left] = n + merges.Count - 1;
            for (int other = 0; other < n; other++)
            {
                double mean = ((between[(left * n) + other] * joined.Count) + (between[(right * n) + other] * joining.Count))
                    / (joined.Count + joining.Count);
                between[(left * n) + other] = between[(other * n) + left] = mean;
            }

            joined.AddRange(joining);
            clusters[right] = null;
        }

        return new([.. merges], [.. clusters[0]!]);
    }

    private static (int Left, int Right) Nearest(double[] between, List<int>?[] clusters, int n)
    {
        (int Left, int Right) nearest = (0, 0);
        double smallest = double.PositiveInfinity;
        for (int left = 0; left < n; left++)
        {
            for (int right = left + 1; right < n && clusters[left] is not null; right++)
            {
                if (clusters[right] is not null && between[(left * n) + right] < smallest)
                {
                    smallest = between[(left * n) + right];
                    nearest = (left, right);
                }
            }
        }

        return nearest;
    }
}
