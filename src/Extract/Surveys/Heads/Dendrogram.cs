namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Agglomerative clustering by average linkage; Sokal and Michener 1958.</summary>
internal static class Dendrogram
{
    /// <summary>The leaves of the tree from left to right; of two branches, the one with the smaller leaf stands left.</summary>
    /// <param name="distances">[n × n], symmetric.</param>
    /// <param name="n">How many leaves.</param>
    public static int[] OrderOf(ReadOnlySpan<double> distances, int n)
    {
        double[] between = distances.ToArray();
        List<int>?[] clusters = [.. Enumerable.Range(0, n).Select(leaf => new List<int> { leaf })];
        for (int merges = 0; merges < n - 1; merges++)
        {
            (int left, int right) = Nearest(between, clusters, n);
            List<int> joined = clusters[left]!;
            List<int> joining = clusters[right]!;
            for (int other = 0; other < n; other++)
            {
                double mean = ((between[(left * n) + other] * joined.Count) + (between[(right * n) + other] * joining.Count))
                    / (joined.Count + joining.Count);
                between[(left * n) + other] = between[(other * n) + left] = mean;
            }

            joined.AddRange(joining);
            clusters[right] = null;
        }

        return [.. clusters[0]!];
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
