using System.Buffers;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>
/// Some rows of a table that follow each other. Where they are read by themselves, before the rows above are, it is assumed that
/// a row begins where they begin; whoever joins blocks checks that.
/// </summary>
/// <param name="rows">Goes through them.</param>
/// <param name="width">How many fields every row has.</param>
/// <param name="capacity">How many numbers they have at most.</param>
internal sealed class TableBlock(DelimitedRows rows, int width, int capacity) : IDisposable
{
    private readonly double[] _values = ArrayPool<double>.Shared.Rent(capacity);
    private readonly List<TableField> _firstColumn = [];
    private readonly Dictionary<int, Int128> _rounded = [];
    private readonly FieldNumbers _numbers = new(TableSeparator.AllowsDecimalComma(rows.Separator));
    private int _count;

    /// <summary>Where the text goes on after them, on which line, and how many fields the last line had.</summary>
    public (int Start, int Line, int Width) Next => (rows.Read, rows.NextLine, rows.Count);

    /// <summary>How many bytes the whole table has.</summary>
    public long LengthOfWhole => rows.Whole.Length;

    /// <summary>The first field of each row.</summary>
    public IReadOnlyList<TableField> FirstColumn => _firstColumn;

    /// <summary>The numbers, row after row; NaN where there is none.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    /// <summary>The whole numbers among them that double precision rounds, by their place.</summary>
    public IReadOnlyDictionary<int, Int128> Rounded => _rounded;

    /// <summary>What was seen of decimal points and commas.</summary>
    public FieldNumbers Numbers => _numbers;

    /// <summary>Reads the rows that begin before a place.</summary>
    /// <param name="rows">Stands where the first of them begins.</param>
    /// <param name="end">The place.</param>
    /// <param name="width">How many fields every row has.</param>
    /// <param name="firstLine">The line of the table's first row of numbers, for messages.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="AttnExtractException">A row has more or fewer fields, or one that is no number.</exception>
    public static TableBlock Read(DelimitedRows rows, int end, int width, int firstLine, string path)
    {
        // No field takes less than the byte behind it, and the last row ends where it will.
        TableBlock block = new(rows, width, Math.Max(0, end - rows.Read) + width);
        NumberRow plain = new(rows.Separator, block._numbers);
        try
        {
            while (rows.Read < end)
            {
                if (block.TryAdd(plain))
                {
                    continue;
                }

                if (!rows.MoveNext())
                {
                    break;
                }

                if (rows.Count != width)
                {
                    throw DelimitedText.Ragged(rows.Line, rows.Count, firstLine, width, path);
                }

                block.Add(path);
            }

            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    /// <summary>Adds the row on which the rows stand.</summary>
    /// <exception cref="AttnExtractException">A field is no number.</exception>
    public void Add(string path)
    {
        AddFirst(DelimitedText.Field(rows, 0, _numbers, path));
        for (int column = 1; column < width; column++)
        {
            _values[_count] = DelimitedText.Number(rows, column, _numbers, _count, _rounded, path);
            _count++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<double>.Shared.Return(_values);

    private bool TryAdd(NumberRow plain)
    {
        ReadOnlySpan<byte> text = rows.Whole.Span;
        if (!plain.TryRead(text, rows.Read, rows.NextLine, _values.AsSpan(_count, width), out Range first, out int end))
        {
            return false;
        }

        AddFirst(DelimitedText.First(text[first], rows.NextLine, _numbers));
        _count += width - 1;
        rows.Skip(end, width);
        return true;
    }

    private void AddFirst(TableField field)
    {
        _firstColumn.Add(field);
        _values[_count] = WholeNumber.Note(field.Text, field.Number, _count, _rounded);
        _count++;
    }
}
