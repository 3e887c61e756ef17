using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Surveys as a table.</summary>
public static class HeadSurveyTable
{
    /// <summary>
    /// A row for each head: of a model with an encoder and a decoder its attention, its statistics with both ends of their intervals, none where its kind of
    /// attention has nothing to measure by, and its place on the map of its kind.
    /// </summary>
    /// <param name="surveys">Surveys of the same texts, one a kind of attention; at least one.</param>
    public static Table ToTable(this IReadOnlyList<HeadSurvey> surveys)
    {
        (HeadSurvey Survey, int Head)[] rows =
            [.. surveys.SelectMany(survey => Enumerable.Range(0, survey.Provenance.LayerCount * survey.Provenance.HeadCount).Select(head => (survey, head)))];
        return new Table(
        [
            .. surveys[0].Kind is null ? Array.Empty<TableColumn>() : [TableColumn.Of("attention", rows.Select(row => $"{row.Survey.Kind}"))],
            TableColumn.Of("layer", rows.Select(row => row.Head / row.Survey.Provenance.HeadCount)),
            TableColumn.Of("head", rows.Select(row => row.Head % row.Survey.Provenance.HeadCount)),
            .. surveys.SelectMany(survey => survey.Statistics).Select(result => result.Statistic).Distinct().SelectMany(statistic => (TableColumn[])
            [
                Numbers(statistic, "", result => result.Values),
                Numbers(statistic, "_lower", result => result.Lower),
                Numbers(statistic, "_upper", result => result.Upper),
            ]),
            TableColumn.Of("map_x", rows.Select(row => (double)row.Survey.Positions[row.Head].Values.Span[0])),
            TableColumn.Of("map_y", rows.Select(row => (double)row.Survey.Positions[row.Head].Values.Span[1])),
        ]);

        TableColumn Numbers(HeadStatistic statistic, string ending, Func<HeadStatisticResult, DenseArray> values) =>
            TableColumn.Of(statistic.Name + ending, rows.Select(row =>
                row.Survey.Statistics.FirstOrDefault(one => one.Statistic == statistic) is { } there ? values(there).Values.Span[row.Head] : double.NaN));
    }
}
