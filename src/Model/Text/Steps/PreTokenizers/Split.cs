using AttnExtract.Ground;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>Cuts at whatever a pattern finds, or with <c>invert</c> at whatever lies between its matches.</summary>
internal sealed class Split(Pattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    public string Name => "Split";

    public static Split Read(JsonPart part) =>
        new(Pattern.Read(part.Get("pattern")), Splitter.Read(part), part.Flag("invert", false));

    public void PreTokenize(PieceList pieces) => pieces.Cut((text, piece, parts) =>
    {
        IEnumerable<Piece> matches = pattern.Find(text.Characters[piece.Start..piece.End], text.Budget);
        Splitter.Cut(
            piece,
            [.. matches.Select(match => new Piece(piece.Start + match.Start, piece.Start + match.End))],
            behavior,
            invert,
            parts);
    });
}
