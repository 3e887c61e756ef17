using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>The numbers of a table, the first row and column with them until it is known whether those are labels.</summary>
internal sealed class TableBody
{
    private const int BlockBytes = 1 << 18;

    private readonly List<TableField> _firstColumn = [];
    private readonly Dictionary<int, Int128> _rounded = [];
    private double[] _values;
    private int _count;

    private TableBody(TableField[] top, int width)
    {
        Width = width;
        _count = width;
        _values = [.. top.Take(width).Select(field => field.Number), .. new double[Math.Max(0, width - top.Length)]];
        foreach (TableField field in top)
        {
            WholeNumber.Note(field.Text, field.Number, field.Column - 1, _rounded);
        }
    }

    /// <summary>How many fields each row has.</summary>
    public int Width { get; }

    /// <summary>The first field of each row under the first.</summary>
    public IReadOnlyList<TableField> FirstColumn => _firstColumn;

    /// <summary>The numbers under the first row.</summary>
    public Matrix Below => new(FirstColumn.Count, Width, _values.AsMemory(Width, FirstColumn.Count * Width));

    /// <summary>Reads every row under the first, on every core.</summary>
    /// <param name="rows">Stands on the first row.</param>
    /// <param name="numbers">Has read the first row, and is told what is seen in the others.</param>
    /// <param name="top">The first row.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="AttnExtractException">Rows differ in length, or a field is no number.</exception>
    public static TableBody Read(DelimitedRows rows, FieldNumbers numbers, TableField[] top, string path)
    {
        if (!rows.MoveNext())
        {
            return new(top, top.Length);
        }

        TableBody body = new(top, rows.Count);
        (int width, int firstLine) = (rows.Count, rows.Line);
        using (TableBlock first = new(rows, width, width))
        {
            first.Add(path);
            body.Append(first, linesBefore: 0, numbers);
        }

        (int Start, int Line, int Width) next = (rows.Read, rows.NextLine, width);
        int[] cuts = Cuts(rows.Whole.Span, rows.Read);
        int count = 0;
        foreach (TableBlock? ahead in InOrder.Make(
            cuts.Length - 1, block => TryRead(rows.From(cuts[block], 1, width), cuts[block + 1], width, path)))
        {
            // A line may end within quotation marks, and what is wrong is said with the line on which it stands.
            int end = cuts[++count];
            bool isRight = ahead is not null && next.Start == cuts[count - 1] && next.Width == width;
            using TableBlock? unread = isRight ? null : ahead;
            using TableBlock block = isRight
                ? ahead!
                : TableBlock.Read(rows.From(next.Start, next.Line, next.Width), end, width, firstLine, path);
            body.Append(block, isRight ? next.Line - 1 : 0, numbers);
            next = isRight ? (block.Next.Start, next.Line + block.Next.Line - 1, block.Next.Width) : block.Next;
        }

        return body;
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

    // The rows between two places, if a row begins at the first of them and nothing is wrong.
    private static TableBlock? TryRead(DelimitedRows rows, int end, int width, string path)
    {
        try
        {
            return TableBlock.Read(rows, end, width, firstLine: 0, path);
        }
        catch (AttnExtractException)
        {
            return null;
        }
    }

    // Where blocks of lines begin, and where the last ends.
    private static int[] Cuts(ReadOnlySpan<byte> text, int start)
    {
        List<int> cuts = [start];
        while (text.Length - cuts[^1] > BlockBytes && text[(cuts[^1] + BlockBytes)..].IndexOf((byte)'\n') is >= 0 and int length)
        {
            cuts.Add(cuts[^1] + BlockBytes + length + 1);
        }

        return [.. cuts, text.Length];
    }

    private void Append(TableBlock block, int linesBefore, FieldNumbers numbers)
    {
        ReadOnlySpan<double> values = block.Values;
        if (_count + values.Length > _values.Length)
        {
            // What is left of the text has about so many numbers like those that were read; pages that are not touched are no memory.
            long wanted = Math.Max(_values.Length + values.Length, (long)(1.1 * _count * block.LengthOfWhole / block.Next.Start));
            double[] larger = GC.AllocateUninitializedArray<double>((int)Math.Min(wanted, Array.MaxLength));
            _values.AsSpan(0, _count).CopyTo(larger);
            _values = larger;
        }

        values.CopyTo(_values.AsSpan(_count));
        foreach ((int place, Int128 number) in block.Rounded)
        {
            _rounded[_count + place] = number;
        }

        _count += values.Length;
        _firstColumn.AddRange(block.FirstColumn.Select(field => linesBefore == 0 ? field : field with { Line = field.Line + linesBefore }));
        numbers.Append(block.Numbers, linesBefore);
    }
}
