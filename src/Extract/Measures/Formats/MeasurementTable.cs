using System.Collections.Immutable;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Measures.Formats;

/// <summary>Measures as a table.</summary>
public static class MeasurementTable
{
    /// <summary>
    /// A row a number: the measure's name; of a model with an encoder and a decoder its attention; 0-based layer, head, query and key, none where the
    /// measure has no such axis; the texts of query and key; the number, none where the query cannot see the key. What a measure says of a token stands
    /// under <c>key</c>.
    /// </summary>
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each; at least one.</param>
    public static Table ToTable(this IReadOnlyList<Measurement> measurements) => new(Columns([.. measurements.SelectMany(RowsOf)]));

    /// <summary>The same of many texts: before the other columns the text's 0-based number.</summary>
    /// <param name="texts">What came of each text, a measure each; gone through as often as it takes.</param>
    /// <returns>Parts of the table, of so many rows that each fits into memory, and of one text or more.</returns>
    public static IEnumerable<Table> ToTables(this IEnumerable<IReadOnlyList<Measurement>> texts) =>
        TableParts.Of(texts.Index(), text => text.Item.Sum(CountOf), ToTable);

    private static Table ToTable(IReadOnlyList<(int Number, IReadOnlyList<Measurement> Measured)> part)
    {
        (int Number, Row Row)[] rows = [.. part.SelectMany(text => text.Measured.SelectMany(RowsOf).Select(row => (text.Number, row)))];
        return new Table([TableColumn.Of("text", rows.Select(row => row.Number)), .. Columns([.. rows.Select(row => row.Row)])]);
    }

    private static TableColumn[] Columns(Row[] rows) =>
    [
        TableColumn.Of("measure", rows.Select(row => row.Of.Measure.Name)),
        .. AttentionOf([.. rows.Select(row => row.Of)]),
        TableColumn.Of("layer", rows.Select(row => row.Layer)),
        TableColumn.Of("head", rows.Select(row => row.Head)),
        TableColumn.Of("query", rows.Select(row => row.Query)),
        TableColumn.Of("key", rows.Select(row => row.Key)),
        TableColumn.Of("query_token", rows.Select(row => row.Query is { } query ? row.Of.Tokens[query].Text : "")),
        TableColumn.Of("key_token", rows.Select(row => row.Key is { } key ? row.Of.KeyTokens[key].Text : "")),
        TableColumn.Of("value", rows.Select(row => (double)row.Value)),
    ];

    /// <summary>The column that says whose attention was measured, row by row; none where there is one stack of layers.</summary>
    internal static TableColumn[] AttentionOf(Measurement[] rows) =>
        rows.All(row => row.Kind is null) ? [] : [TableColumn.Of("attention", rows.Select(row => $"{row.Kind}"))];

    private static int CountOf(Measurement measurement) => measurement.Values?.Values.Length ?? measurement.Layers.Sum(layer => layer.Values.Length);

    private static IEnumerable<Row> RowsOf(Measurement measurement)
    {
        switch (measurement.Measure.Shape)
        {
            case MeasureShape.HeadMaps:
                return
                    from layer in measurement.LayerNumbers.Index()
                    from head in measurement.HeadNumbers.Index()
                    from row in Map(measurement, layer.Item, head.Item, measurement.Layers[layer.Index][head.Index], measurement.HiddenIn(layer.Index))
                    select row;
            case MeasureShape.LayerMaps:
                return measurement.LayerNumbers.Index().SelectMany(
                    layer => Map(measurement, layer.Item, null, measurement.Layers[layer.Index], measurement.HiddenIn(layer.Index)));
            case MeasureShape.Map:
                return Map(measurement, null, null, measurement.Values!, measurement.HiddenIn(0));
            case MeasureShape.Heads:
                return
                    from layer in measurement.LayerNumbers.Index()
                    from head in measurement.HeadNumbers.Index()
                    select new Row(measurement, layer.Item, head.Item, null, null, measurement.Values![layer.Index].Values.Span[head.Index]);
            default:
                return measurement.Values!.Values.ToArray().Select((value, token) => new Row(measurement, null, null, null, token, value));
        }
    }

    // [query, key]
    private static IEnumerable<Row> Map(Measurement of, int? layer, int? head, DenseArray map, ImmutableArray<bool>? hidden) =>
        from query in Enumerable.Range(0, map.Shape[0])
        from key in Enumerable.Range(0, map.Shape[1])
        let cell = (query * map.Shape[1]) + key
        select new Row(of, layer, head, query, key, hidden?[cell] == true ? float.NaN : map.Values.Span[cell]);

    private readonly record struct Row(Measurement Of, int? Layer, int? Head, int? Query, int? Key, float Value);
}
