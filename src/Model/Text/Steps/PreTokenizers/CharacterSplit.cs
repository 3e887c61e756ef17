using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>
/// Cuts at every character of a class: the pre-tokenizers that differ in nothing but the class and what becomes of the character.
/// </summary>
internal sealed class CharacterSplit(string name, Func<int, bool> isDelimiter, SplitBehavior behavior) : IPreTokenizer
{
    public string Name => name;

    /// <summary>Cuts at white space and drops it.</summary>
    public static CharacterSplit WhitespaceSplit() => new("WhitespaceSplit", IsWhiteSpace, SplitBehavior.Removed);

    /// <summary>Cuts at punctuation.</summary>
    public static CharacterSplit Punctuation(SplitBehavior behavior) => new("Punctuation", CharacterClasses.Punctuation.Contains, behavior);

    /// <summary>Cuts numbers off, as a whole or each by itself.</summary>
    public static CharacterSplit Digits(JsonPart part) => new(
        "Digits",
        CharacterClasses.Number.Contains,
        part.Flag("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous);

    /// <summary>Cuts at one character and drops it.</summary>
    public static CharacterSplit CharDelimiterSplit(JsonPart part)
    {
        string delimiter = part.Text("delimiter");
        return delimiter.EnumerateRunes().Count() == 1
            ? new CharacterSplit("CharDelimiterSplit", Rune.GetRuneAt(delimiter, 0).Value.Equals, SplitBehavior.Removed)
            : throw part.Get("delimiter").Wrong($"should be one character, not '{delimiter}'");
    }

    public void PreTokenize(PieceList pieces)
    {
        List<Piece> delimiters = [];
        pieces.Cut((text, piece, parts) =>
        {
            delimiters.Clear();
            int start = piece.Start;
            foreach (Rune rune in text.Characters[piece.Start..piece.End].EnumerateRunes())
            {
                int end = start + rune.Utf16SequenceLength;
                if (isDelimiter(rune.Value))
                {
                    delimiters.Add(new Piece(start, end));
                }

                start = end;
            }

            Splitter.Cut(piece, delimiters, behavior, invert: false, parts);
        });
    }

    private static bool IsWhiteSpace(int codePoint) => CharacterClasses.WhiteSpace.Contains(codePoint);
}
