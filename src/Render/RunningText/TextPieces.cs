using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render.RunningText;

/// <summary>Turns tokens back into the text that they were cut from.</summary>
internal static class TextPieces
{
    // How vocabularies write that a token goes on with a word, or begins one.
    private const string GoesOn = "##";
    private static readonly char[] SpaceMarks = ['▁', 'Ġ'];

    /// <summary>A piece a token: as the text writes it, where it is known from where the token comes, else as the vocabulary does.</summary>
    public static ImmutableArray<TextPiece> Of(RecordText text)
    {
        TokenLabels labels = new(text);
        List<TextPiece> pieces = [];
        RecordToken? before = null;
        foreach ((int i, RecordToken token) in text.Tokens.Index())
        {
            PieceGap gap = pieces.Count == 0 ? PieceGap.None
                : token.Sequence > 0 && !text.Tokens.Take(i).Any(earlier => earlier.Sequence == token.Sequence) ? PieceGap.Line
                : PieceGap.Space;
            if (token.IsSpecial)
            {
                pieces.Add(new(token.Text, gap, IsSpecial: true));
                before = null;
                continue;
            }

            bool goesOn = before is not null && before.Sequence == token.Sequence;
            string source = labels.IsSpaceMark(i) ? "" : labels.Source([i]);
            pieces.Add(source.Length > 0 ? FromSource(source, i, goesOn, gap, labels) : FromVocabulary(token.Text, goesOn, gap));
            before = token;
        }

        return [.. pieces];
    }

    private static TextPiece FromSource(string source, int token, bool goesOn, PieceGap gap, TokenLabels labels) =>
        goesOn && labels.Overlap(token - 1, token) ? new("", PieceGap.None)
            : new(source, goesOn && !labels.HasSpaceBefore(token) ? PieceGap.None : gap);

    private static TextPiece FromVocabulary(string token, bool goesOn, PieceGap gap)
    {
        if (goesOn && token.StartsWith(GoesOn, StringComparison.Ordinal))
        {
            return new(token[GoesOn.Length..], PieceGap.None);
        }

        string plain = token.TrimStart(SpaceMarks);
        return new(plain.Length > 0 ? plain : "␣", gap);
    }
}
