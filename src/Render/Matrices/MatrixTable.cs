using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>A matrix as a file holds it.</summary>
/// <param name="Values">The numbers; NaN where the file has none.</param>
/// <param name="RowLabels">What the file calls its rows; null where it does not say.</param>
/// <param name="ColumnLabels">What the file calls its columns; null where it does not say.</param>
public sealed record MatrixTable(Matrix Values, IReadOnlyList<string>? RowLabels = null, IReadOnlyList<string>? ColumnLabels = null)
{
    /// <summary>What is said of a file that can be read in two ways: which was taken, and how to choose the other.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>A heatmap of it, labelled as the file says.</summary>
    /// <exception cref="AttnExtractException">The matrix is empty.</exception>
    public Figure ToFigure(string title = "") => Heatmap.Of(Values, RowLabels, ColumnLabels, title);

    /// <summary>Its numbers in the order in which a heatmap has rows and columns of the same names; as they are where one of them has no names.</summary>
    /// <param name="onto">The heatmap's table.</param>
    /// <param name="what">What this is, for messages: « mask ».</param>
    /// <exception cref="AttnExtractException">Both have names, and not the same.</exception>
    public Matrix LaidOn(MatrixTable onto, string what)
    {
        int[] rows = LabelOrder.Of(RowLabels, onto.RowLabels, Values.Rows, "row", what);
        int[] columns = LabelOrder.Of(ColumnLabels, onto.ColumnLabels, Values.Columns, "column", what);
        if (rows.Index().All(row => row.Item == row.Index) && columns.Index().All(column => column.Item == column.Index))
        {
            return Values;
        }

        int[] from = [.. rows.SelectMany(row => columns.Select(column => (row * columns.Length) + column))];
        return new(rows.Length, columns.Length, from.Select(place => Values[place / columns.Length, place % columns.Length]).ToArray())
        {
            Rounded = from.Index().Where(place => Values.Rounded.ContainsKey(place.Item))
                .ToDictionary(place => place.Index, place => Values.Rounded[place.Item]),
        };
    }
}
