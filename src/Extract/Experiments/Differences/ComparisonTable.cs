using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>Comparisons as a table.</summary>
public static class ComparisonTable
{
    /// <summary>One row a head: its attention where a model has several kinds, how far its maps are apart, and what changed most in them.</summary>
    /// <param name="comparisons">One a kind of attention; at least one.</param>
    public static Table ToTable(this IReadOnlyList<RecordComparison> comparisons) => new(Columns(
        [.. comparisons.SelectMany(comparison => comparison.LargestOfHeads().Zip(comparison.Distances, (change, distance) => new Row(
            0, comparison.After.Kind, change, distance)))]));

    /// <summary>The same of many pairs: before the other columns the pair's 0-based number.</summary>
    /// <param name="pairs">The pairs; gone through as often as it takes.</param>
    /// <returns>Parts of the table, of so many rows that each fits into memory.</returns>
    public static IEnumerable<Table> ToTables(this IEnumerable<ComparisonSummary> pairs) =>
        TableParts.Of(pairs.Index(), pair => pair.Item.Distances.Length, ToTable);

    private static Table ToTable(IReadOnlyList<(int Number, ComparisonSummary Pair)> part)
    {
        Row[] rows = [.. part.SelectMany(one => one.Pair.LargestOfHeads.Zip(one.Pair.Distances, (change, distance) => new Row(
            one.Number, one.Pair.Kind, change, distance)))];
        return new Table([TableColumn.Of("text", rows.Select(row => row.Number)), .. Columns(rows)]);
    }

    private static TableColumn[] Columns(Row[] rows) =>
    [
        .. rows[0].Kind is null ? Array.Empty<TableColumn>() : [TableColumn.Of("attention", rows.Select(row => $"{row.Kind}"))],
        TableColumn.Of("layer", rows.Select(row => row.Change.Layer)),
        TableColumn.Of("head", rows.Select(row => row.Change.Head)),
        TableColumn.Of("distance", rows.Select(row => row.Distance)),
        TableColumn.Of("query", rows.Select(row => row.Change.Query)),
        TableColumn.Of("key", rows.Select(row => row.Change.Key)),
        TableColumn.Of("query_position_before", rows.Select(row => row.Change.QueryAt.Before)),
        TableColumn.Of("query_position_after", rows.Select(row => row.Change.QueryAt.After)),
        TableColumn.Of("key_position_before", rows.Select(row => row.Change.KeyAt.Before)),
        TableColumn.Of("key_position_after", rows.Select(row => row.Change.KeyAt.After)),
        TableColumn.Of("before", rows.Select(row => row.Change.Before)),
        TableColumn.Of("after", rows.Select(row => row.Change.After)),
    ];

    private readonly record struct Row(int Number, AttentionKind? Kind, PatternChange Change, double Distance);
}
