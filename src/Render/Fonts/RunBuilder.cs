using System.Text;

namespace AttnExtract.Render.Fonts;

/// <summary>Collects characters into runs of one font and one direction.</summary>
internal sealed class RunBuilder(FontFace first)
{
    private readonly List<FontRun> _runs = [];
    private readonly StringBuilder _text = new();
    private bool _isShaped;

    /// <summary>The font of the run that is being collected.</summary>
    public FontFace Face { get; private set; } = first;

    /// <summary>Whether that run goes from right to left.</summary>
    public bool IsRightToLeft { get; private set; }

    /// <summary>Adds a character to the run, or begins another.</summary>
    public void Append(string character, FontFace face, bool isRightToLeft, bool isShaped)
    {
        if (face != Face || isRightToLeft != IsRightToLeft)
        {
            End();
        }

        (Face, IsRightToLeft) = (face, isRightToLeft);
        _isShaped |= isShaped || isRightToLeft;
        _text.Append(character);
    }

    /// <summary>The runs in the order in which they stand from left to right.</summary>
    public FontRun[] Finish()
    {
        End();
        return [.. _runs];
    }

    private void End()
    {
        if (_text.Length > 0)
        {
            _runs.Add(new(_text.ToString(), Face, IsRightToLeft, _isShaped));
        }

        _text.Clear();
        _isShaped = false;
    }
}
