using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render;

/// <summary>seaborn.heatmap for any matrix: the same defaults, in one figure of one panel.</summary>
public static class Heatmap
{
    /// <summary>A heatmap of a matrix.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="rowLabels">One label a row; null numbers them from 0, an empty list leaves them out.</param>
    /// <param name="columnLabels">One label a column; null numbers them from 0, an empty list leaves them out.</param>
    /// <param name="title">What stands over it; may be empty.</param>
    /// <exception cref="AttnExtractException">The matrix is empty, or labels are not as many as rows or columns.</exception>
    public static Figure Of(
        Matrix values, IReadOnlyList<string>? rowLabels = null, IReadOnlyList<string>? columnLabels = null, string title = "")
    {
        if (values.Rows == 0 || values.Columns == 0)
        {
            throw new AttnExtractException(
                $"The matrix is empty: {values.Rows} rows of {values.Columns} columns; a heatmap needs at least one cell.");
        }

        return new()
        {
            Panels = [new(0, 0, title, values)],
            RowLabels = Labels("row", rowLabels, values.Rows),
            ColumnLabels = Labels("column", columnLabels, values.Columns),
            Square = false,
            Scale = new ScaleOptions(),
        };
    }

    private static ImmutableArray<string> Labels(string kind, IReadOnlyList<string>? labels, int count) =>
        labels is null ? [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{i}"))]
        : labels.Count == count || labels.Count == 0 ? [.. labels]
        : throw new AttnExtractException(
            $"{Plural.There(labels.Count, $"{kind} label")} for {Plural.Of(count, kind)}; give one a {kind}, or none.");
}
