using System.Text;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>
/// Cuts where the script changes. Kana count as ideographs; a space and what has no script go with what stands before them, and are dropped
/// where nothing does.
/// </summary>
internal sealed class UnicodeScriptSplit : IPreTokenizer
{
    private const int LongVowelMark = 0x30FC;

    private static readonly Lazy<(int Han, int Hiragana, int Katakana)> Japanese = new(
        () => (UnicodeScripts.NumberOf("Han"), UnicodeScripts.NumberOf("Hiragana"), UnicodeScripts.NumberOf("Katakana")));

    public string Name => "UnicodeScripts";

    public void PreTokenize(PieceList pieces) => pieces.Cut(static (text, piece, parts) =>
    {
        int last = 0;
        int start = -1;
        int i = piece.Start;
        foreach (Rune rune in text.Characters[piece.Start..piece.End].EnumerateRunes())
        {
            int script = ScriptOf(rune.Value);
            if (script != 0 && script != last)
            {
                if (start >= 0)
                {
                    parts.Add(new Piece(start, i));
                }

                (start, last) = (i, script);
            }

            i += rune.Utf16SequenceLength;
        }

        if (start >= 0)
        {
            parts.Add(new Piece(start, i));
        }
    });

    private static int ScriptOf(int codePoint)
    {
        if (codePoint == ' ')
        {
            return 0;
        }

        (int han, int hiragana, int katakana) = Japanese.Value;
        int script = UnicodeScripts.OldNumberOf(codePoint);
        return codePoint == LongVowelMark || script == hiragana || script == katakana ? han : script;
    }
}
