using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Measures;

/// <summary>The test of measures as a table.</summary>
public static class FaithfulnessTable
{
    /// <summary>A row a measure that says something of tokens: its name, and the numbers of <see cref="Faithfulness"/>.</summary>
    /// <param name="measurements">What came of one text, a measure each.</param>
    public static Table ToFaithfulnessTable(this IReadOnlyList<Measurement> measurements)
    {
        (string Name, Faithfulness Test)[] rows =
        [
            .. from measurement in measurements
               where measurement.Faithfulness is not null
               select (measurement.Measure.Name, measurement.Faithfulness),
        ];
        return new Table(
            TableColumn.Of("measure", rows.Select(row => row.Name)),
            TableColumn.Of("spearman", rows.Select(row => row.Test.Spearman)),
            TableColumn.Of("comprehensiveness", rows.Select(row => row.Test.Comprehensiveness)),
            TableColumn.Of("sufficiency", rows.Select(row => row.Test.Sufficiency)));
    }
}
