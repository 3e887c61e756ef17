using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>Comparisons as a table.</summary>
public static class ComparisonTable
{
    /// <summary>One row a head: its attention where a model has several kinds, how far its maps are apart, and what changed most in them.</summary>
    /// <param name="comparisons">One a kind of attention; at least one.</param>
    public static Table ToTable(this IReadOnlyList<RecordComparison> comparisons)
    {
        PatternChange[] largest = [.. comparisons.SelectMany(comparison => comparison.LargestOfHeads())];
        return new Table([
            .. comparisons[0].After.Kind is null
                ? Array.Empty<TableColumn>()
                : [TableColumn.Of("attention", comparisons.SelectMany(comparison => comparison.Distances.Select(_ => $"{comparison.After.Kind}")))],
            TableColumn.Of("layer", largest.Select(change => change.Layer)),
            TableColumn.Of("head", largest.Select(change => change.Head)),
            TableColumn.Of("distance", comparisons.SelectMany(comparison => comparison.Distances)),
            TableColumn.Of("query", largest.Select(change => change.Query)),
            TableColumn.Of("key", largest.Select(change => change.Key)),
            TableColumn.Of("query_position_before", largest.Select(change => change.QueryAt.Before)),
            TableColumn.Of("query_position_after", largest.Select(change => change.QueryAt.After)),
            TableColumn.Of("key_position_before", largest.Select(change => change.KeyAt.Before)),
            TableColumn.Of("key_position_after", largest.Select(change => change.KeyAt.After)),
            TableColumn.Of("before", largest.Select(change => change.Before)),
            TableColumn.Of("after", largest.Select(change => change.After)),
        ]);
    }
}
