using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>
/// Goes through the rows of separated values, quoted as RFC 4180 says, without making texts of their fields. Blank lines are no rows, nor are
/// lines that begin with « # ».
/// </summary>
/// <param name="text">The table in UTF-8.</param>
/// <param name="separator">What stands between fields; a space stands for any run of white space.</param>
/// <param name="path">The file's name, for messages.</param>
/// <param name="firstLine">The 1-based line of the file on which the text begins.</param>
internal sealed class DelimitedRows(ReadOnlyMemory<byte> text, char separator, string path, int firstLine = 1)
{
    /// <summary>The separator that is any run of white space.</summary>
    public const char WhiteSpace = ' ';

    private readonly List<(int Start, int Length, int Quoted)> _fields = [];
    private int _next;
    private int _nextLine = firstLine;

    /// <summary>The table in UTF-8.</summary>
    public ReadOnlyMemory<byte> Whole => text;

    /// <summary>The 1-based line on which the row begins.</summary>
    public int Line { get; private set; }

    /// <summary>How many bytes were gone through.</summary>
    public int Read => _next;

    /// <summary>The 1-based line that comes next.</summary>
    public int NextLine => _nextLine;

    /// <summary>How many fields the row has.</summary>
    public int Count => _fields.Count;

    /// <summary>What stands between fields.</summary>
    public char Separator => separator;

    /// <summary>The last comment before the first row, without its mark; null where there is none.</summary>
    public string? Comment { get; private set; }

    /// <summary>The fields of that comment.</summary>
    public string[] CommentFields() => Comment is null ? [] : Split(Comment);

    /// <summary>Others that go on where a row ends.</summary>
    /// <param name="start">Where in the text.</param>
    /// <param name="line">The 1-based line that begins there.</param>
    /// <param name="width">How many fields the rows before had, which a line that begins with « # » is judged by.</param>
    public DelimitedRows From(int start, int line, int width)
    {
        DelimitedRows rows = new(text, separator, path, line) { _next = start };
        rows._fields.AddRange(Enumerable.Repeat((start, 0, 0), width));
        return rows;
    }

    /// <summary>Steps over a row of one line that was read by other means.</summary>
    /// <param name="end">Where the next one begins.</param>
    /// <param name="width">How many fields it has.</param>
    public void Skip(int end, int width)
    {
        Line = _nextLine++;
        _next = end;
        CollectionsMarshal.SetCount(_fields, width);
    }

    /// <summary>Goes to the next row, if there is one.</summary>
    /// <exception cref="AttnExtractException">The text ends within quotation marks.</exception>
    public bool MoveNext()
    {
        while (_next < text.Length)
        {
            if (IsComment())
            {
                continue;
            }

            ReadRow();
            if (Count > 1 || (Count == 1 && Text(0).Length > 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A field without quotation marks around it.</summary>
    public ReadOnlySpan<byte> Bytes(int field)
    {
        (int start, int length, int quoted) = _fields[field];
        ReadOnlySpan<byte> raw = text.Span.Slice(start, length);
        return quoted == 0 ? raw
            : quoted == length && raw[1..].IndexOf((byte)'"') == length - 2 ? raw[1..^1]
            : Encoding.UTF8.GetBytes(Text(field));
    }

    /// <summary>
    /// A field as it stands in the file, where more than blanks follows its closing quotation marks; null for any other. As pandas.read_csv does,
    /// that is taken for a part of its text; but a number is no sum of its halves.
    /// </summary>
    public string? InAndBehindQuotes(int field)
    {
        (int start, int length, int quoted) = _fields[field];
        ReadOnlySpan<byte> raw = text.Span.Slice(start, length);
        return quoted == 0 || raw[quoted..].Trim(" \t"u8).IsEmpty ? null : Encoding.UTF8.GetString(raw);
    }

    /// <summary>A field as text, in one line and without blanks around it.</summary>
    public string Text(int field)
    {
        (int start, int length, int quoted) = _fields[field];
        string raw = Encoding.UTF8.GetString(text.Span.Slice(start, length));
        return quoted > 0 ? string.Join(' ', Unquoted(raw).ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim() : raw.Trim();
    }

    /// <summary>Every field as text.</summary>
    public string[] Texts() => [.. Enumerable.Range(0, Count).Select(Text)];

    // Characters after closing quotation marks belong to the field.
    private static string Unquoted(string raw)
    {
        StringBuilder field = new();
        bool isWithin = false;
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '"' && isWithin && i + 1 < raw.Length && raw[i + 1] == '"')
            {
                field.Append(raw[i++]);
            }
            else if (raw[i] == '"' && (isWithin || field.Length == 0))
            {
                isWithin = !isWithin;
            }
            else
            {
                field.Append(raw[i]);
            }
        }

        return field.ToString();
    }

    private void ReadRow()
    {
        ReadOnlySpan<byte> all = text.Span;
        _fields.Clear();
        Line = _nextLine;
        do
        {
            if (separator == WhiteSpace)
            {
                _next += all[_next..].Length - all[_next..].TrimStart(" \t"u8).Length;
                if (_next == all.Length || all[_next] is (byte)'\n' or (byte)'\r')
                {
                    break;
                }
            }

            int start = _next;
            _next = _next < all.Length && all[_next] == '"' ? AfterQuotes(all) : _next;
            int quoted = _next - start;
            int rest = separator == WhiteSpace ? all[_next..].IndexOfAny(" \t\r\n"u8) : all[_next..].IndexOfAny((byte)separator, (byte)'\n', (byte)'\r');
            _next = rest < 0 ? all.Length : _next + rest;
            _fields.Add((start, _next - start, quoted));
        }
        while (IsSeparated(all));

        EndLine(all);
    }

    // Steps over one separator, if one is there.
    private bool IsSeparated(ReadOnlySpan<byte> all)
    {
        bool isSeparated = _next < all.Length && (all[_next] == separator || (separator == WhiteSpace && all[_next] == '\t'));
        _next += isSeparated ? 1 : 0;
        return isSeparated;
    }

    private int AfterQuotes(ReadOnlySpan<byte> all)
    {
        int at = _next + 1;
        while (all[at..].IndexOf((byte)'"') is >= 0 and int length)
        {
            int close = at + length;
            _nextLine += all[at..close].Count((byte)'\n');
            at = close + 1;
            if (at == all.Length || all[at] != '"')
            {
                return at;
            }

            at++;
        }

        throw new AttnExtractException($"'{path}' ends within quotation marks that were opened on line {Line}.");
    }

    private void EndLine(ReadOnlySpan<byte> all)
    {
        if (_next < all.Length)
        {
            _next += all[_next] == '\r' && _next + 1 < all.Length && all[_next + 1] == '\n' ? 2 : 1;
            _nextLine++;
        }
    }

    // A line that begins with a mark and a blank, and is no row as the others are: '#' is a token too.
    private bool IsComment()
    {
        ReadOnlySpan<byte> all = text.Span;
        if (all[_next] != '#' || (_next + 1 < all.Length && all[_next + 1] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')))
        {
            return false;
        }

        int length = all[_next..].IndexOfAny((byte)'\n', (byte)'\r');
        ReadOnlySpan<byte> line = length < 0 ? all[_next..] : all.Slice(_next, length);
        string comment = Encoding.UTF8.GetString(line);
        if (Count > 0 && IsRow(comment))
        {
            return false;
        }

        Comment = Count == 0 ? comment[1..] : Comment;
        _next += line.Length;
        EndLine(all);
        return true;
    }

    private bool IsRow(string line)
    {
        string[] fields = Split(line);
        return fields.Length == Count && Count > 1
            && fields.Skip(1).All(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }

    private string[] Split(string line) =>
        separator == WhiteSpace ? line.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries) : line.Split(separator, StringSplitOptions.TrimEntries);
}
