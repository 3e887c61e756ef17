using System.Collections.Immutable;

namespace AttnExtract.Render.Layout;

/// <summary>Makes panels smaller where their cells would be smaller than a pixel: each cell is the largest of a block.</summary>
internal static class BlockReduction
{
    /// <summary>The figure with blocks of <paramref name="side"/> × <paramref name="side"/> cells; its caption says so.</summary>
    public static Figure Apply(Figure figure, int side) => Apply(figure, side, Reduced);

    /// <summary>The same with zeros for numbers, to try how large it gets.</summary>
    public static Figure Outline(Figure figure, int side) =>
        Apply(figure, side, (values, by) => Zeros(Blocks(values.Rows, by), Blocks(values.Columns, by)));

    private static Figure Apply(Figure figure, int side, Func<Matrix, int, Matrix> reduce) =>
        side == 1 || figure.Panels.Any(panel => panel.Flow is not null) ? figure : figure with
        {
            Panels = [.. figure.Panels.Select(panel => panel with
            {
                Values = reduce(panel.Values, side),
                Annotations = null,
                AnnotationTexts = null,
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
        (int rows, int columns) = (Blocks(values.Rows, side), Blocks(values.Columns, side));
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

    private static Matrix Zeros(int rows, int columns) => new(rows, columns, new float[rows * columns]);

    private static int Blocks(int cells, int side) => (cells + side - 1) / side;

    private static ImmutableArray<string> Firsts(ImmutableArray<string> labels, int side) =>
        [.. labels.Where((_, i) => i % side == 0)];

    private static ImmutableArray<AxisSegment> Segments(ImmutableArray<AxisSegment> segments, int side) =>
        [.. segments.Select(segment => segment with { Start = segment.Start / side, End = ((segment.End - 1) / side) + 1 })];
}
