using System.Runtime.CompilerServices;

namespace AttnExtract.Render.Matrices;

/// <summary>
/// Reads a row of numbers at one go, without noting first where its fields lie. What it leaves to <see cref="DelimitedRows"/>, which reads
/// every row: fields in quotation marks, comments, blank lines, and whatever is an error.
/// </summary>
/// <param name="separator">What stands between fields.</param>
/// <param name="numbers">Reads the fields that are no plain numbers.</param>
internal sealed class NumberRow(char separator, FieldNumbers numbers)
{
    private readonly byte _separator = (byte)separator;
    private readonly byte _otherSeparator = (byte)(separator == DelimitedRows.WhiteSpace ? '\t' : separator);
    private readonly byte[] _ends = separator == DelimitedRows.WhiteSpace ? [.. " \t\r\n"u8] : [(byte)separator, .. "\r\n"u8];

    /// <summary>Reads the row that begins at a place, if it is one of these.</summary>
    /// <param name="text">The table in UTF-8.</param>
    /// <param name="start">Where the row begins.</param>
    /// <param name="line">Its 1-based line.</param>
    /// <param name="row">Is filled from the second number on.</param>
    /// <param name="first">The first field, which may label the row.</param>
    /// <param name="end">Where the next row begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ReadOnlySpan<byte> text, int start, int line, Span<double> row, out Range first, out int end)
    {
        int at = AfterBlanks(text, start);
        int length = at < text.Length && text[at] is not ((byte)'"' or (byte)'#') ? text[at..].IndexOfAny(_ends) : -1;
        first = at..(at + Math.Max(0, length));
        end = start;
        if (length < 0 || row.Length < 2)
        {
            return false;
        }

        at += length;
        for (int column = 1; column < row.Length; column++)
        {
            if (at == text.Length || (text[at] != _separator && text[at] != _otherSeparator))
            {
                return false;
            }

            at = AfterBlanks(text, at + 1);
            int read = PlainNumber.Read(text[at..], out row[column], out bool hasPoint);
            if (read == 0 || !IsEnd(text, at + read) || (hasPoint && numbers.LooksForPoint))
            {
                read = Other(text[at..], line, ref row[column]);
                if (read < 0)
                {
                    return false;
                }
            }

            at += read;
        }

        at = AfterBlanks(text, at);
        end = AfterLine(text, at);
        return at == text.Length || end > at;
    }

    // A number of another kind, or the word for none.
    private int Other(ReadOnlySpan<byte> rest, int line, ref double number)
    {
        int length = rest.IndexOfAny(_ends);
        ReadOnlySpan<byte> field = length < 0 ? rest : rest[..length];
        bool isQuoted = field.Length > 0 && field[0] == '"';
        return !isQuoted && numbers.TryRead(field, line, out number) && !WholeNumber.IsUnsure(number) ? field.Length : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsEnd(ReadOnlySpan<byte> text, int at) =>
        at == text.Length || text[at] == _separator || text[at] == _otherSeparator || text[at] is (byte)'\n' or (byte)'\r';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int AfterBlanks(ReadOnlySpan<byte> text, int at)
    {
        while (_separator == DelimitedRows.WhiteSpace && at < text.Length && text[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private static int AfterLine(ReadOnlySpan<byte> text, int at) =>
        at == text.Length ? at
        : text[at] == '\n' ? at + 1
        : text[at] != '\r' ? at
        : at + 1 < text.Length && text[at + 1] == '\n' ? at + 2
        : at + 1;
}
