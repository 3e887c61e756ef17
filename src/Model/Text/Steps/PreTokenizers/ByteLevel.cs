using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>
/// GPT-2's pre-tokenizer: cuts into contractions, words, numbers, other signs and white space, each with one space before it, and
/// spells every byte of the UTF-8 form with a printable character.
/// </summary>
/// <param name="addPrefixSpace">Whether a piece that does not begin with a space gets one.</param>
/// <param name="cuts">Whether it cuts; else it only spells.</param>
internal sealed class ByteLevel(bool addPrefixSpace, bool cuts) : IPreTokenizer
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Other,
        Letter,
        Number,
        Space,
    }

    public string Name => "ByteLevel";

    public static ByteLevel Read(JsonPart part) => new(part.Flag("add_prefix_space", true), part.Flag("use_regex", true));

    public void PreTokenize(PieceList pieces)
    {
        if (addPrefixSpace)
        {
            pieces.Rewrite(AddPrefixSpace, pieces.Text.Length + pieces.Pieces.Count);
        }

        if (cuts)
        {
            pieces.Cut(Cut);
        }

        pieces.Rewrite(Spell, 2 * pieces.Text.Length);
    }

    private static void AddPrefixSpace(AlignedText text, Piece piece, AlignedTextWriter writer, List<Piece> parts)
    {
        int start = writer.Length;
        int i = piece.Start;
        if (text.Characters[i] != ' ')
        {
            Rune.DecodeFromUtf16(text.Characters[i..piece.End], out Rune first, out int length);
            Normalizers.Prepend.Write(writer, " ", first.Value);
            i += length;
        }

        writer.Keep(piece.End - i);
        parts.Add(new Piece(start, writer.Length));
    }

    // 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
    private static void Cut(AlignedText text, Piece piece, List<Piece> parts)
    {
        ReadOnlySpan<char> rest = text.Characters[piece.Start..piece.End];
        int start = piece.Start;
        while (rest.Length > 0)
        {
            int length = NextLength(rest);
            parts.Add(new Piece(start, start + length));
            start += length;
            rest = rest[length..];
        }
    }

    private static int NextLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'')
        {
            foreach (string contraction in Contractions)
            {
                if (text.StartsWith(contraction, StringComparison.Ordinal))
                {
                    return contraction.Length;
                }
            }
        }

        int first = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        Kind kind = KindAt(text, first, out _);
        if (kind != Kind.Space)
        {
            return RunEnd(text, first, kind);
        }

        // The last of several spaces goes with what follows, if anything does.
        int end = RunEnd(text, 0, Kind.Space);
        return end == text.Length || end == 1 ? end : end - 1;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, Kind kind)
    {
        while (start < text.Length && KindAt(text, start, out int length) == kind)
        {
            start += length;
        }

        return start;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        length = 1;
        char unit = text[index];
        if (char.IsAscii(unit))
        {
            return char.IsAsciiLetter(unit) ? Kind.Letter
                : char.IsAsciiDigit(unit) ? Kind.Number
                : unit is ' ' or (>= '\t' and <= '\r') ? Kind.Space
                : Kind.Other;
        }

        Rune.DecodeFromUtf16(text[index..], out Rune rune, out length);
        return CharacterClasses.Letter.Contains(rune.Value) ? Kind.Letter
            : CharacterClasses.Number.Contains(rune.Value) ? Kind.Number
            : CharacterClasses.WhiteSpace.Contains(rune.Value) ? Kind.Space
            : Kind.Other;
    }

    private static void Spell(AlignedText text, Piece piece, AlignedTextWriter writer, List<Piece> parts)
    {
        int start = writer.Length;
        ByteAlphabet.Spell(text.Characters[piece.Start..piece.End], writer);
        parts.Add(new Piece(start, writer.Length));
    }
}
