using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>
/// Pieces that another vocabulary has the ids of; one that it lacks is unknown. A mark before a text that is a token by itself stands for
/// nothing in it, as in sentencepiece.
/// </summary>
/// <param name="pieces">Cuts the text.</param>
/// <param name="vocabulary">Has the ids.</param>
/// <param name="unknownId">The id of what it lacks.</param>
internal sealed class RenumberedPieces(ITokenModel pieces, Vocabulary vocabulary, int unknownId) : ITokenModel
{
    private const string Mark = "▁";

    public string Name => pieces.Name;

    public Vocabulary Vocabulary => vocabulary;

    public int? UnknownId => unknownId;

    public void Tokenize(AlignedText text, Piece piece, int word, TokenBuffer output)
    {
        TokenBuffer cut = new();
        pieces.Tokenize(text, piece, word, cut);
        foreach (TokenBuffer.Token token in cut.Tokens)
        {
            string spelling = token.Spelling ?? pieces.Vocabulary.TokenOf(token.Id)!;
            int id = vocabulary.IdOf(spelling) is >= 0 and int known ? known : unknownId;
            bool isBefore = spelling == Mark && piece.Start == 0 && output.Count == 0;
            output.Add(token with { Id = id, End = isBefore ? token.Start : token.End, Spelling = id == unknownId ? spelling : null });
        }
    }
}
