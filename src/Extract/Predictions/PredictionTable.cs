using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Predictions;

/// <summary>Predictions as a table.</summary>
public static class PredictionTable
{
    /// <summary>
    /// A row a line: the text's 0-based number, itself, its pair where there are pairs, what was written where something was; the head; the 0-based position
    /// and token, none where the head says something of the whole text; what it says, its score and its probability.
    /// </summary>
    /// <param name="predictions">What was said of each text; gone through as often as it takes.</param>
    /// <returns>Parts of the table, of so many rows that each fits into memory.</returns>
    public static IEnumerable<Table> ToTables(this IEnumerable<Prediction> predictions)
    {
        bool hasPairs = predictions.Any(one => one.Text.Pair is not null);
        bool hasWritten = predictions.Any(one => one.Written is not null);
        return TableParts.Of(predictions.Index(), one => one.Item.Lines.Count, part => ToTable(part, hasPairs, hasWritten));
    }

    private static Table ToTable(IReadOnlyList<(int Number, Prediction Prediction)> part, bool hasPairs, bool hasWritten)
    {
        (int Number, Prediction Of, PredictedLine Line)[] rows =
            [.. part.SelectMany(one => one.Prediction.Lines.Select(line => (one.Number, one.Prediction, line)))];
        TableColumn[] pair = hasPairs ? [TableColumn.Of("pair", rows.Select(row => row.Of.Text.Pair ?? ""))] : [];
        TableColumn[] written = hasWritten ? [TableColumn.Of("written", rows.Select(row => row.Of.Written?.Text ?? ""))] : [];
        return new Table(
        [
            TableColumn.Of("text", rows.Select(row => row.Number)),
            TableColumn.Of("sentence", rows.Select(row => row.Of.Text.Text)),
            .. pair,
            .. written,
            TableColumn.Of("task", rows.Select(row => row.Of.Task.Key)),
            TableColumn.Of("position", rows.Select(row => row.Line.Position)),
            TableColumn.Of("token", rows.Select(row => row.Line.Token ?? "")),
            TableColumn.Of("prediction", rows.Select(row => row.Line.What)),
            TableColumn.Of("score", rows.Select(row => row.Line.Score)),
            TableColumn.Of("probability", rows.Select(row => row.Line.Probability ?? double.NaN)),
        ]);
    }
}
