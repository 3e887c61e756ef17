using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render;

/// <summary>
/// The numbers of one heatmap: rows from top to bottom, columns from left to right; NaN where there is none. Wraps single
/// or double precision without copying.
/// </summary>
public sealed class Matrix
{
    private readonly ReadOnlyMemory<float> _singles;
    private readonly ReadOnlyMemory<double> _doubles;
    private readonly bool _isDouble;

    /// <summary>Wraps numbers of single precision, row after row.</summary>
    /// <exception cref="ArgumentException">There are not rows × columns of them.</exception>
    public Matrix(int rows, int columns, ReadOnlyMemory<float> values)
        : this(rows, columns, values.Length)
    {
        _singles = values;
    }

    /// <summary>Wraps numbers of double precision, row after row.</summary>
    /// <exception cref="ArgumentException">There are not rows × columns of them.</exception>
    public Matrix(int rows, int columns, ReadOnlyMemory<double> values)
        : this(rows, columns, values.Length)
    {
        _doubles = values;
        _isDouble = true;
    }

    private Matrix(Matrix numbers, ImmutableArray<bool> hidden)
    {
        (_singles, _doubles, _isDouble) = (numbers._singles, numbers._doubles, numbers._isDouble);
        (Rows, Columns, Rounded, Hidden) = (numbers.Rows, numbers.Columns, numbers.Rounded, hidden);
    }

    private Matrix(int rows, int columns, int count)
    {
        Rows = rows;
        Columns = columns;
        if ((long)rows * columns != count)
        {
            throw new ArgumentException($"{rows} rows of {columns} columns need {(long)rows * columns} values, but {count} were given.");
        }
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>Whether its numbers are of double precision.</summary>
    public bool IsDouble => _isDouble;

    /// <summary>The whole numbers that double precision rounds, as they are, by their place row after row.</summary>
    public IReadOnlyDictionary<int, Int128> Rounded { get; init; } = ImmutableDictionary<int, Int128>.Empty;

    /// <summary>Whether each cell is hidden, row after row: then it shows no number, though it has one. Empty where every cell shows its own.</summary>
    public ImmutableArray<bool> Hidden { get; } = [];

    /// <summary>The number in a 0-based row and column.</summary>
    public double this[int row, int column] =>
        !Hidden.IsEmpty && Hidden[(row * Columns) + column] ? double.NaN
        : _isDouble ? _doubles.Span[(row * Columns) + column] : _singles.Span[(row * Columns) + column];

    /// <summary>Wraps a table of captured or computed numbers: [row, column].</summary>
    /// <param name="table">The numbers.</param>
    /// <param name="hidden">Whether each cell is hidden, row after row; null for none.</param>
    internal static Matrix Of(DenseArray table, ImmutableArray<bool>? hidden = null)
    {
        Matrix all = new(table.Shape[0], table.Shape[1], table.Values);
        return hidden is { } cells ? all.Hiding(cells) : all;
    }

    /// <summary>The average of matrices of one shape, cell by cell: of those that show one; where none does, it is hidden.</summary>
    public static Matrix Mean(IReadOnlyList<Matrix> matrices)
    {
        double[] sums = new double[matrices[0].Rows * matrices[0].Columns];
        int[] counts = new int[sums.Length];
        foreach (Matrix matrix in matrices)
        {
            foreach ((int i, double number) in matrix.ShowingAll().Numbers().Index())
            {
                if (matrix.Hidden.IsEmpty || !matrix.Hidden[i])
                {
                    sums[i] += number;
                    counts[i]++;
                }
            }
        }

        Matrix mean = new(matrices[0].Rows, matrices[0].Columns, sums.Zip(counts, (sum, count) => count == 0 ? 0 : (float)(sum / count)).ToArray());
        return mean.Hiding([.. counts.Select(count => count == 0)]);
    }

    /// <summary>The same numbers, some of which are hidden.</summary>
    /// <param name="hidden">Whether each cell is, row after row.</param>
    /// <exception cref="ArgumentException">There is not one answer a cell.</exception>
    public Matrix Hiding(ImmutableArray<bool> hidden) =>
        hidden.Length != Rows * Columns ? throw new ArgumentException($"{Rows} rows of {Columns} columns are not {hidden.Length} cells.", nameof(hidden))
        : hidden.Contains(true) ? new(this, hidden)
        : ShowingAll();

    /// <summary>The same numbers, none of which is hidden.</summary>
    public Matrix ShowingAll() => Hidden.IsEmpty ? this : new(this, []);

    /// <summary>The same numbers with NaN where a mask has anything but 0 or NaN.</summary>
    /// <exception cref="AttnExtractException">The mask has another shape.</exception>
    public Matrix Masked(Matrix mask) =>
        Masked(mask.Rows, mask.Columns, mask.Numbers().Select(number => number != 0 && !double.IsNaN(number)).ToArray());

    /// <summary>The same numbers with NaN where something is hidden.</summary>
    /// <param name="rows">How many rows the mask has.</param>
    /// <param name="columns">How many columns the mask has.</param>
    /// <param name="hidden">One answer a cell, row after row.</param>
    /// <exception cref="AttnExtractException">There is not one answer a cell.</exception>
    public Matrix Masked(int rows, int columns, ReadOnlySpan<bool> hidden)
    {
        if (rows != Rows || columns != Columns)
        {
            throw new AttnExtractException(
                $"The mask has {rows} rows of {columns} columns, and the heatmap has {Rows} of {Columns}; give one answer a cell.");
        }

        double[] shown = [.. Numbers()];
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = hidden[i] ? double.NaN : shown[i];
        }

        return new(Rows, Columns, shown) { Rounded = Rounded };
    }

    /// <summary>The numbers of one row, in single precision.</summary>
    internal float[] Row(int row) => [.. Enumerable.Range(0, Columns).Select(column => (float)this[row, column])];

    /// <summary>Every number, row after row, NaN included.</summary>
    public IEnumerable<double> Numbers()
    {
        double[] row = new double[Columns];
        for (int i = 0; i < Rows; i++)
        {
            CopyRow(i, row);
            foreach (double value in row)
            {
                yield return value;
            }
        }
    }

    /// <summary>The smallest and the largest finite number of a row; ∞ and −∞ where it has none.</summary>
    internal (double Least, double Most) Extremes(int row)
    {
        double[]? singles = _isDouble && Hidden.IsEmpty ? null : new double[Columns];
        if (singles is not null)
        {
            CopyRow(row, singles);
        }

        return FiniteNumbers.Extremes(singles ?? _doubles.Span.Slice(row * Columns, Columns));
    }

    /// <summary>Copies one row into <paramref name="target"/>.</summary>
    public void CopyRow(int row, Span<double> target)
    {
        int first = row * Columns;
        if (_isDouble)
        {
            _doubles.Span.Slice(first, Columns).CopyTo(target);
        }
        else
        {
            ReadOnlySpan<float> source = _singles.Span.Slice(first, Columns);
            for (int column = 0; column < source.Length; column++)
            {
                target[column] = source[column];
            }
        }

        for (int column = 0; !Hidden.IsEmpty && column < Columns; column++)
        {
            target[column] = Hidden[first + column] ? double.NaN : target[column];
        }
    }
}
