using System.Text;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>Runs of word characters and runs of others; white space is dropped (the expression <c>\w+|[^\w\s]+</c>).</summary>
internal sealed class Whitespace : IPreTokenizer
{
    private enum Kind
    {
        Space,
        Word,
        Other,
    }

    public string Name => "Whitespace";

    public void PreTokenize(PieceList pieces) => pieces.Cut(static (text, piece, parts) =>
    {
        int start = piece.Start;
        int i = piece.Start;
        Kind last = Kind.Space;
        foreach (Rune rune in text.Characters[piece.Start..piece.End].EnumerateRunes())
        {
            Kind kind = CharacterClasses.Word.Contains(rune.Value) ? Kind.Word
                : CharacterClasses.WhiteSpace.Contains(rune.Value) ? Kind.Space
                : Kind.Other;
            if (kind != last)
            {
                if (last != Kind.Space)
                {
                    parts.Add(new Piece(start, i));
                }

                (start, last) = (i, kind);
            }

            i += rune.Utf16SequenceLength;
        }

        if (last != Kind.Space)
        {
            parts.Add(new Piece(start, i));
        }
    });
}
