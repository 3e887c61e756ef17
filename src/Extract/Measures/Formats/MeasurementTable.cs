using System.Collections.Immutable;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Measures.Formats;

/// <summary>Measures as a table.</summary>
public static class MeasurementTable
{
    /// <summary>
    /// A row a number: the measure's name; 0-based layer, head, query and key, none where the measure has no such axis; the texts of query and key; the
    /// number, none where the query cannot see the key. What a measure says of a token stands under <c>key</c>.
    /// </summary>
    /// <param name="measurements">What came of one text, a measure each; at least one.</param>
    public static Table ToTable(this IReadOnlyList<Measurement> measurements)
    {
        Row[] rows = [.. measurements.SelectMany(RowsOf)];
        (IReadOnlyList<RecordToken> tokens, IReadOnlyList<RecordToken> keys) = (measurements[0].Tokens, measurements[0].KeyTokens);
        return new Table(
            TableColumn.Of("measure", rows.Select(row => row.Measure)),
            TableColumn.Of("layer", rows.Select(row => row.Layer)),
            TableColumn.Of("head", rows.Select(row => row.Head)),
            TableColumn.Of("query", rows.Select(row => row.Query)),
            TableColumn.Of("key", rows.Select(row => row.Key)),
            TableColumn.Of("query_token", rows.Select(row => TextOf(tokens, row.Query))),
            TableColumn.Of("key_token", rows.Select(row => TextOf(keys, row.Key))),
            TableColumn.Of("value", rows.Select(row => (double)row.Value)));

        static string TextOf(IReadOnlyList<RecordToken> tokens, int? position) => position is { } at ? tokens[at].Text : "";
    }

    private static IEnumerable<Row> RowsOf(Measurement measurement)
    {
        string name = measurement.Measure.Name;
        switch (measurement.Measure.Shape)
        {
            case MeasureShape.HeadMaps:
                return
                    from layer in measurement.LayerNumbers.Index()
                    from head in measurement.HeadNumbers.Index()
                    from row in Map(name, layer.Item, head.Item, measurement.Layers[layer.Index][head.Index], measurement.HiddenIn(layer.Index))
                    select row;
            case MeasureShape.LayerMaps:
                return measurement.LayerNumbers.Index().SelectMany(
                    layer => Map(name, layer.Item, null, measurement.Layers[layer.Index], measurement.HiddenIn(layer.Index)));
            case MeasureShape.Map:
                return Map(name, null, null, measurement.Values!, measurement.HiddenIn(0));
            case MeasureShape.Heads:
                return
                    from layer in measurement.LayerNumbers.Index()
                    from head in measurement.HeadNumbers.Index()
                    select new Row(name, layer.Item, head.Item, null, null, measurement.Values![layer.Index].Values.Span[head.Index]);
            default:
                return measurement.Values!.Values.ToArray().Select((value, token) => new Row(name, null, null, null, token, value));
        }
    }

    // [query, key]
    private static IEnumerable<Row> Map(string measure, int? layer, int? head, DenseArray map, ImmutableArray<bool>? hidden) =>
        from query in Enumerable.Range(0, map.Shape[0])
        from key in Enumerable.Range(0, map.Shape[1])
        let cell = (query * map.Shape[1]) + key
        select new Row(measure, layer, head, query, key, hidden?[cell] == true ? float.NaN : map.Values.Span[cell]);

    private readonly record struct Row(string Measure, int? Layer, int? Head, int? Query, int? Key, float Value);
}
