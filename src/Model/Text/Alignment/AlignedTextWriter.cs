using System.Text;

namespace AttnExtract.Model.Text.Alignment;

/// <summary>
/// Writes a changed text and keeps its alignment, in the terms of the tokenizers library: what is written either takes the
/// place of the next character of the old text, or is new and shares the range of the last one consumed. Ranges therefore
/// follow the order of characters, also where a normal form reorders them, exactly as the library's do.
/// </summary>
internal sealed class AlignedTextWriter
{
    private readonly AlignedText _source;
    private char[] _characters;
    private int[] _starts;
    private int[] _ends;
    private int _length;
    private int _read;

    public AlignedTextWriter(AlignedText source, int capacity = 0)
    {
        _source = source;
        capacity = Math.Max(capacity, source.Length + 8);
        _characters = new char[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    /// <summary>How many units of the old text are consumed.</summary>
    public int Read => _read;

    /// <summary>How many units are written.</summary>
    public int Length => _length;

    /// <summary>
    /// Writes <paramref name="codePoint"/> in the library's notation: a positive change inserts it, 0 replaces the next
    /// character, −n replaces it and skips n more.
    /// </summary>
    public void Write(int codePoint, int change)
    {
        if (change > 0)
        {
            Insert(codePoint);
            return;
        }

        Replace(codePoint);
        Skip(-change);
    }

    /// <summary>Writes <paramref name="codePoint"/> in place of the next character of the old text.</summary>
    public void Replace(int codePoint)
    {
        (int start, int end) = (_source.StartOf(_read), _source.EndOf(_read));
        SkipOne();
        Write(codePoint, start, end);
    }

    /// <summary>Writes a unit in place of the next <paramref name="length"/> units of the old text, for all of which it stands.</summary>
    public void Join(int length, char unit)
    {
        (int start, int end) = (_source.StartOf(_read), _source.EndOf(_read + length - 1));
        _read += length;
        Write(unit, start, end);
    }

    /// <summary>Writes <paramref name="codePoint"/> as a new character beside the last one consumed.</summary>
    public void Insert(int codePoint)
    {
        (int start, int end) = _read > 0
            ? (_source.StartOf(_read - 1), _source.EndOf(_read - 1))
            : (_source.SourceStart, _source.SourceStart);
        Write(codePoint, start, end);
    }

    /// <summary>Inserts every character of <paramref name="text"/>.</summary>
    public void Insert(ReadOnlySpan<char> text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            Insert(rune.Value);
        }
    }

    /// <summary>Consumes <paramref name="count"/> characters of the old text without writing.</summary>
    public void Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            SkipOne();
        }
    }

    /// <summary>Consumes <paramref name="length"/> units of the old text without writing.</summary>
    public void Drop(int length) => _read += length;

    /// <summary>Copies the next <paramref name="length"/> units of the old text as they are.</summary>
    public void Keep(int length)
    {
        Reserve(length);
        (ReadOnlyMemory<char> characters, ReadOnlyMemory<int> starts, ReadOnlyMemory<int> ends) = _source.Range(_read, length);
        characters.Span.CopyTo(_characters.AsSpan(_length));
        starts.Span.CopyTo(_starts.AsSpan(_length));
        ends.Span.CopyTo(_ends.AsSpan(_length));
        _length += length;
        _read += length;
    }

    /// <summary>What was written; what was not consumed of the old text is gone.</summary>
    public AlignedText ToText() => new(_source.SourceStart, _characters, _starts, _ends, _length, _source.Budget);

    private void SkipOne() => _read += char.IsHighSurrogate(_source.Characters[_read]) && _read + 1 < _source.Length ? 2 : 1;

    private void Write(int codePoint, int start, int end)
    {
        Reserve(2);
        if (codePoint <= 0xFFFF)
        {
            Write((char)codePoint, start, end);
            return;
        }

        Write((char)(0xD800 + ((codePoint - 0x10000) >> 10)), start, end);
        Write((char)(0xDC00 + (codePoint & 0x3FF)), start, end);
    }

    private void Write(char unit, int start, int end)
    {
        _characters[_length] = unit;
        _starts[_length] = start;
        _ends[_length++] = end;
    }

    private void Reserve(int more)
    {
        _source.Budget.Spend(more);
        if (_length + more > _characters.Length)
        {
            int capacity = Math.Max(_length + more, 2 * _characters.Length);
            Array.Resize(ref _characters, capacity);
            Array.Resize(ref _starts, capacity);
            Array.Resize(ref _ends, capacity);
        }
    }
}
