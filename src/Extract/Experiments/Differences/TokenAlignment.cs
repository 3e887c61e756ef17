using System.Collections.Immutable;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>
/// Which tokens of two runs stand for each other: the alignment with the fewest insertions, deletions and exchanges (Wagner and
/// Fischer 1974). Tokens that are exchanged for each other are aligned too, so that minimal pairs of sentences can be compared.
/// </summary>
internal static class TokenAlignment
{
    // An added token and one of the text do not stand for each other: leaving out both is cheaper.
    private const int Never = 3;

    /// <summary>Pairs of 0-based positions, ascending in both runs.</summary>
    public static ImmutableArray<(int Before, int After)> Of(RecordText before, RecordText after) =>
        Of(before.Tokens, after.Tokens, isSameText: before.Text == after.Text && before.Pair == after.Pair);

    /// <inheritdoc cref="Of(RecordText, RecordText)"/>
    /// <param name="before">The tokens of one run.</param>
    /// <param name="after">The tokens of the other.</param>
    /// <param name="isSameText">Whether they stand for the same text, cut otherwise.</param>
    public static ImmutableArray<(int Before, int After)> Of(IReadOnlyList<RecordToken> before, IReadOnlyList<RecordToken> after, bool isSameText)
    {
        int[,] costs = Costs(before, after, isSameText);
        List<(int, int)> pairs = [];
        (int i, int j) = (before.Count, after.Count);
        while (i > 0 && j > 0)
        {
            int exchange = Exchange(before[i - 1], after[j - 1], isSameText);
            if (exchange < Never && costs[i, j] == costs[i - 1, j - 1] + exchange)
            {
                pairs.Add((--i, --j));
            }
            else if (costs[i, j] == costs[i - 1, j] + 1)
            {
                i--;
            }
            else
            {
                j--;
            }
        }

        pairs.Reverse();
        return [.. pairs];
    }

    private static int[,] Costs(IReadOnlyList<RecordToken> before, IReadOnlyList<RecordToken> after, bool isSameText)
    {
        int[,] costs = new int[before.Count + 1, after.Count + 1];
        for (int i = 0; i <= before.Count; i++)
        {
            for (int j = 0; j <= after.Count; j++)
            {
                costs[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        costs[i - 1, j - 1] + Exchange(before[i - 1], after[j - 1], isSameText),
                        Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
            }
        }

        return costs;
    }

    // Of the same text, what stands in the same place is the same, however a tokenizer writes it.
    private static int Exchange(RecordToken before, RecordToken after, bool isSameText) =>
        before.IsSpecial != after.IsSpecial ? Never
        : before.Text == after.Text || before.IsSpecial ? 0
        : isSameText && (before.Sequence, before.Start, before.End) == (after.Sequence, after.Start, after.End) ? 0
        : 1;
}
