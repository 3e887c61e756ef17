using AttnExtract.Model.Text.Steps.Models;

namespace AttnExtract.Model.Text.Files.SentencePiece;

/// <summary>
/// A sentencepiece BPE model keeps no merges but the score of each piece: a merge is every way to put a piece together from two others,
/// and the piece with the higher score goes first (in the order in which transformers lists them).
/// </summary>
internal static class SentencePieceMerges
{
    public static MergeTable Of(SentencePieceModel model, Vocabulary vocabulary)
    {
        List<(string Left, string Right, float Score)> merges = [];
        foreach (SentencePieceModel.Piece piece in model.Pieces)
        {
            merges.AddRange(Splits(piece, vocabulary));
        }

        MergeTable table = new(merges.Count);
        foreach ((string left, string right, _) in merges
            .OrderByDescending(merge => merge.Score)
            .ThenByDescending(merge => CodePoints(merge.Left))
            .ThenByDescending(merge => CodePoints(merge.Right)))
        {
            table.TryAdd(vocabulary, left, right, prefix: "");
        }

        return table;
    }

    private static IEnumerable<(string Left, string Right, float Score)> Splits(SentencePieceModel.Piece piece, Vocabulary vocabulary)
    {
        string text = piece.Text;
        return Enumerable.Range(1, Math.Max(text.Length - 1, 0))
            .Where(at => !char.IsLowSurrogate(text[at]))
            .Select(at => (Left: text[..at], Right: text[at..], piece.Score))
            .Where(split => vocabulary.IdOf(split.Left) >= 0 && vocabulary.IdOf(split.Right) >= 0)
            .OrderBy(split => vocabulary.IdOf(split.Left))
            .ThenBy(split => vocabulary.IdOf(split.Right));
    }

    private static int CodePoints(string text) => text.EnumerateRunes().Count();
}
