using System.Collections.Immutable;

namespace AttnExtract.Render.Layout;

/// <summary>Makes panels smaller where their cells would be smaller than a pixel: each cell is the largest of a block.</summary>
internal static class BlockReduction
{
    /// <summary>The figure with blocks of <paramref name="side"/> × <paramref name="side"/> cells; its caption says so.</summary>
    public static Figure Apply(Figure figure, int side) =>
        side == 1 ? figure : figure with
        {
            Panels = [.. figure.Panels.Select(panel => panel with
            {
                Values = Reduced(panel.Values, side),
                Annotations = null,
                RowLabels = panel.RowLabels is { } rows ? Firsts(rows, side) : null,
                ColumnLabels = panel.ColumnLabels is { } columns ? Firsts(columns, side) : null,
            })],
            Annotation = null,
            RowLabels = Firsts(figure.RowLabels, side),
            ColumnLabels = Firsts(figure.ColumnLabels, side),
            RowSegments = Segments(figure.RowSegments, side),
            ColumnSegments = Segments(figure.ColumnSegments, side),
            Caption = [.. figure.Caption, new($"each cell is the largest of a block of {side} × {side}")],
        };

    private static Matrix Reduced(Matrix values, int side)
    {
        int rows = (values.Rows + side - 1) / side;
        int columns = (values.Columns + side - 1) / side;
        double[] largest = new double[rows * columns];
        Array.Fill(largest, double.NaN);
        double[] row = new double[values.Columns];
        for (int i = 0; i < values.Rows; i++)
        {
            values.CopyRow(i, row);
            for (int j = 0; j < row.Length; j++)
            {
                ref double cell = ref largest[(i / side * columns) + (j / side)];
                cell = double.IsNaN(cell) || row[j] > cell ? row[j] : cell;
            }
        }

        return new(rows, columns, largest);
    }

    private static ImmutableArray<string> Firsts(ImmutableArray<string> labels, int side) =>
        [.. labels.Where((_, i) => i % side == 0)];

    private static ImmutableArray<AxisSegment> Segments(ImmutableArray<AxisSegment> segments, int side) =>
        [.. segments.Select(segment => segment with { Start = segment.Start / side, End = ((segment.End - 1) / side) + 1 })];
}
