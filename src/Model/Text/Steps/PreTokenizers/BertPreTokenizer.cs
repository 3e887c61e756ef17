using System.Text;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>Cuts at white space, which it drops, and around every punctuation character.</summary>
internal sealed class BertPreTokenizer : IPreTokenizer
{
    public string Name => "BertPreTokenizer";

    public void PreTokenize(PieceList pieces) => pieces.Cut(static (text, piece, parts) =>
    {
        ReadOnlySpan<char> characters = text.Characters;
        int start = piece.Start;
        for (int i = piece.Start; i < piece.End;)
        {
            if (char.IsAsciiLetterOrDigit(characters[i]))
            {
                i++;
                continue;
            }

            Rune.DecodeFromUtf16(characters[i..piece.End], out Rune rune, out int length);
            bool isSpace = CharacterClasses.WhiteSpace.Contains(rune.Value);
            if (isSpace || CharacterClasses.Punctuation.Contains(rune.Value))
            {
                parts.Add(new Piece(start, i));
                start = i + length;
                if (!isSpace)
                {
                    parts.Add(new Piece(i, start));
                }
            }

            i += length;
        }

        parts.Add(new Piece(start, piece.End));
    });
}
