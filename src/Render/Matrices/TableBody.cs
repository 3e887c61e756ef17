namespace AttnExtract.Render.Matrices;

/// <summary>The numbers of a table, the first row and column with them until it is known whether those are labels.</summary>
internal sealed class TableBody
{
    private readonly double[] _values;
    private readonly int _count;
    private readonly Dictionary<int, Int128> _rounded;

    private TableBody(double[] values, int count, int width, IReadOnlyList<TableField> firstColumn, Dictionary<int, Int128> rounded)
    {
        (_values, _count, Width, FirstColumn, _rounded) = (values, count, width, firstColumn, rounded);
    }

    /// <summary>How many fields each row has.</summary>
    public int Width { get; }

    /// <summary>The first field of each row under the first.</summary>
    public IReadOnlyList<TableField> FirstColumn { get; }

    /// <summary>The numbers under the first row.</summary>
    public Matrix Below => new(FirstColumn.Count, Width, _values.AsMemory(Width, FirstColumn.Count * Width));

    /// <summary>Reads every row under the first.</summary>
    /// <param name="rows">Stands on the first row.</param>
    /// <param name="numbers">Reads fields.</param>
    /// <param name="top">The first row.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="length">How many bytes the table has.</param>
    public static TableBody Read(DelimitedRows rows, FieldNumbers numbers, TableField[] top, string path, int length)
    {
        Dictionary<int, Int128> rounded = [];
        foreach (TableField field in top)
        {
            WholeNumber.Note(field.Text, field.Number, field.Column - 1, rounded);
        }

        List<TableField> firstColumn = [];
        (int width, int count) = (top.Length, 0);
        double[] values = [];
        while (rows.MoveNext())
        {
            if (firstColumn.Count == 0)
            {
                width = rows.Count;
                values = StartOf(top, width);
                count = width;
            }
            else if (rows.Count != width)
            {
                throw DelimitedText.Ragged(rows.Line, rows.Count, firstColumn[0].Line, width, path);
            }

            firstColumn.Add(DelimitedText.Field(rows, 0, numbers));
            if (count + width > values.Length)
            {
                // What is left of the text has at most so many rows like those that were read.
                long wanted = Math.Max(values.Length + width, (long)(1.1 * count * length / Math.Max(1, rows.Read)));
                Array.Resize(ref values, (int)Math.Min(wanted, Array.MaxLength));
            }

            values[count++] = WholeNumber.Note(firstColumn[^1].Text, firstColumn[^1].Number, count - 1, rounded);
            for (int column = 1; column < width; column++)
            {
                values[count] = DelimitedText.Number(rows, column, numbers, count, rounded, path);
                count++;
            }
        }

        return firstColumn.Count == 0 ? new(StartOf(top, width), width, width, firstColumn, rounded) : new(values, count, width, firstColumn, rounded);
    }

    /// <summary>The numbers that are no labels.</summary>
    public Matrix Numbers(TableLabels labels)
    {
        (int rows, int columns) = (labels.Header ? 1 : 0, labels.Index ? 1 : 0);
        int width = Width - columns;
        int height = (_count / Width) - rows;
        for (int row = 0; row < height && columns > 0; row++)
        {
            _values.AsSpan(((row + rows) * Width) + 1, width).CopyTo(_values.AsSpan((rows * Width) + (row * width)));
        }

        return new(height, width, _values.AsMemory(rows * Width, height * width))
        {
            Rounded = _rounded.Where(number => number.Key / Width >= rows && number.Key % Width >= columns)
                .ToDictionary(number => (((number.Key / Width) - rows) * width) + (number.Key % Width) - columns, number => number.Value),
        };
    }

    private static double[] StartOf(TableField[] top, int width) =>
        [.. top.Take(width).Select(field => field.Number), .. new double[Math.Max(0, width - top.Length)]];
}
