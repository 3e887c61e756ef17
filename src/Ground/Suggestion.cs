namespace AttnExtract.Ground;

/// <summary>Finds the name that somebody most likely meant. Compiled into each floor that reports unknown names.</summary>
internal static class Suggestion
{
    // Two slips in so few letters make another word: .gif is not .pdf.
    private const int ShortLength = 4;

    /// <summary>
    /// The candidate with the smallest edit distance (insertions, deletions, substitutions, swaps of neighbours), ignoring
    /// case; null when even the nearest is too far from <paramref name="typed"/> to be a slip of the hand.
    /// </summary>
    public static string? Nearest(string typed, IEnumerable<string> candidates)
    {
        string wanted = typed.ToLowerInvariant();
        (string? best, int bestDistance) = (null, (typed.Length <= ShortLength ? 1 : Math.Max(2, typed.Length / 3)) + 1);
        foreach (string candidate in candidates)
        {
            int distance = Distance(wanted, candidate.ToLowerInvariant());
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>« Did you mean 'x'?» with its leading space, or nothing.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> candidates) =>
        Nearest(typed, candidates) is { } name ? $" Did you mean '{name}'?" : "";

    // Optimal string alignment: three rows of the edit matrix are enough to see a swap of neighbours.
    private static int Distance(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1];
        int[] last = [.. Enumerable.Range(0, to.Length + 1)];
        int[] row = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substitution = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(substitution, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[to.Length];
    }
}
