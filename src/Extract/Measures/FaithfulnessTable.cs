using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Measures;

/// <summary>The test of measures as a table.</summary>
public static class FaithfulnessTable
{
    /// <summary>
    /// A row a measure that says something of tokens: its name, its attention where there are two stacks, and the numbers of <see cref="Faithfulness"/>.
    /// </summary>
    /// <param name="measurements">What came of one text: a measure each, or of several kinds of attention a measure and kind each.</param>
    public static Table ToFaithfulnessTable(this IReadOnlyList<Measurement> measurements) => new(Columns([.. Tested(measurements)]));

    /// <summary>The same of many texts: before the other columns the text's 0-based number.</summary>
    /// <param name="texts">What came of each text, a measure each; gone through as often as it takes.</param>
    /// <returns>Parts of the table, of so many rows that each fits into memory.</returns>
    public static IEnumerable<Table> ToFaithfulnessTables(this IEnumerable<IReadOnlyList<Measurement>> texts) =>
        TableParts.Of(texts.Index(), text => Tested(text.Item).Count(), ToTable);

    private static Table ToTable(IReadOnlyList<(int Number, IReadOnlyList<Measurement> Measured)> part)
    {
        IEnumerable<int> numbers = part.SelectMany(text => Tested(text.Measured).Select(_ => text.Number));
        return new Table([TableColumn.Of("text", numbers), .. Columns([.. part.SelectMany(text => Tested(text.Measured))])]);
    }

    private static IEnumerable<Measurement> Tested(IReadOnlyList<Measurement> measurements) =>
        measurements.Where(measurement => measurement.Faithfulness is not null);

    private static TableColumn[] Columns(Measurement[] rows) =>
    [
        TableColumn.Of("measure", rows.Select(row => row.Measure.Name)),
        .. MeasurementTable.AttentionOf(rows),
        TableColumn.Of("spearman", rows.Select(row => row.Faithfulness!.Spearman)),
        TableColumn.Of("comprehensiveness", rows.Select(row => row.Faithfulness!.Comprehensiveness)),
        TableColumn.Of("sufficiency", rows.Select(row => row.Faithfulness!.Sufficiency)),
    ];
}
