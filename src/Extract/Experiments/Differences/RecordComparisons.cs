using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>Compares runs.</summary>
public static class RecordComparisons
{
    /// <summary>Compares the attention maps of two runs: of two texts, two models, or before and after a change.</summary>
    /// <param name="before">The first run.</param>
    /// <param name="after">The second run.</param>
    /// <param name="layers">The 0-based layers to compare, in that order; null for all that both runs hold.</param>
    /// <param name="heads">The 0-based heads to compare, in that order; null for all that both runs hold.</param>
    /// <exception cref="AttnExtractException">
    /// The models differ in their layers or heads, no layer or head is in both runs, one that is asked for is not, or no tokens whose rows both runs
    /// hold stand for each other.
    /// </exception>
    public static RecordComparison CompareTo(
        this AttentionRecord before, AttentionRecord after, IReadOnlyList<int>? layers = null, IReadOnlyList<int>? heads = null)
    {
        if (before.Kind != after.Kind)
        {
            throw new AttnExtractException(
                $"The two runs are of different attention: the first {Named(before)}, the second {Named(after)}; compare the same (--attention).");
        }

        RequireAlike("layer", before, after, record => record.Provenance.LayerCount);
        RequireAlike("head", before, after, record => record.Provenance.HeadCount);
        ImmutableArray<(int Before, int After)> whole = TokenAlignment.Of(TextOfQueries(before), TextOfQueries(after));
        ImmutableArray<(int Before, int After)> keys =
            before.HasOtherKeys || after.HasOtherKeys ? TokenAlignment.Of(before.Keys, after.Keys) : whole;
        ImmutableArray<(int Before, int After)> tokens = [.. whole.Where(pair => Holds(before, pair.Before) && Holds(after, pair.After))];
        return whole.IsEmpty || keys.IsEmpty
            ? throw new AttnExtractException("The two runs have no tokens that stand for each other; compare texts that share words.")
            : tokens.IsEmpty ? throw new AttnExtractException(
                $"The two runs hold no rows of tokens that stand for each other: the first {RowsOf(before)}, the second {RowsOf(after)}; capture the same "
                + "(--queries), or whole maps.")
            : new RecordComparison(
                before,
                after,
                tokens,
                keys,
                Chosen("layer", layers, Common("layer", before.Layers, after.Layers)),
                Chosen("head", heads, Common("head", before.Heads, after.Heads)));
    }

    // What the rows that a record holds are some of: tokens are aligned with those between them.
    private static RecordText TextOfQueries(AttentionRecord record) =>
        record.QueryPositions is null ? record.Queries : record.Kind?.IsCross == true ? record.Target! : record.Keys;

    private static bool Holds(AttentionRecord record, int position) => record.QueryPositions?.Contains(position) != false;

    private static string RowsOf(AttentionRecord record) => record.QueryPositions is { } positions ? $"those at {List(positions)}" : "all";

    private static string Named(AttentionRecord record) => record.Kind?.Meaning ?? "of one stack of layers";

    private static void RequireAlike(string what, AttentionRecord before, AttentionRecord after, Func<AttentionRecord, int> count)
    {
        if (count(before) != count(after))
        {
            throw new AttnExtractException(
                $"The two runs cannot be compared {what} by {what}: {before.Provenance.Model} has {count(before)} {what}s and "
                + $"{after.Provenance.Model} {count(after)}; compare models of one size.");
        }
    }

    private static ImmutableArray<int> Common(string what, IReadOnlyList<int> before, IReadOnlyList<int> after) =>
        before.Intersect(after).Order().ToImmutableArray() is { IsEmpty: false } common
            ? common
            : throw new AttnExtractException(
                $"The two runs have no {what} in common: the first holds the maps of {what}s {List(before)}, the second {List(after)}; "
                + "capture the same.");

    private static ImmutableArray<int> Chosen(string what, IReadOnlyList<int>? wanted, ImmutableArray<int> common)
    {
        foreach (int number in wanted ?? [])
        {
            if (!common.Contains(number))
            {
                throw new AttnExtractException($"{what} {number} is not in both runs; {what}s {IndexSet.Of(common)} are.");
            }
        }

        return wanted is { Count: > 0 } ? [.. wanted] : common;
    }

    private static string List(IReadOnlyList<int> numbers) => numbers.Count == 0 ? "none" : string.Join(", ", numbers);
}
