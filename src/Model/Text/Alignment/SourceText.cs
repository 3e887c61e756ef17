using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Alignment;

/// <summary>A text as it was given: checked, and able to say which code point a UTF-16 unit belongs to.</summary>
internal sealed class SourceText
{
    // Null where every unit is a code point of its own.
    private readonly int[]? _codePoints;

    /// <exception cref="AttnExtractException">The text has half of a surrogate pair.</exception>
    public SourceText(string text)
    {
        Text = text;
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return;
        }

        _codePoints = new int[text.Length + 1];
        int codePoint = 0;
        for (int i = 0; i < text.Length; i++, codePoint++)
        {
            _codePoints[i] = codePoint;
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw new AttnExtractException(
                    $"The text is not valid Unicode: its character {codePoint} (counted from 0) is U+{(int)text[i]:X4}, "
                    + "half of a surrogate pair; give the whole character or take it out.");
            }

            _codePoints[++i] = codePoint;
        }

        _codePoints[text.Length] = codePoint;
    }

    public string Text { get; }

    /// <summary>The code point that begins at, or holds, UTF-16 unit <paramref name="unit"/>.</summary>
    public int CodePointAt(int unit) => _codePoints is null ? unit : _codePoints[unit];
}
