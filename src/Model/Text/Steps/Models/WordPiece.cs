using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;
using AttnExtract.Model.Text.Files;

namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>
/// The longest entry that begins a piece, then the longest continuation, and so on; a piece that cannot be covered to its
/// end is one unknown token (Wu et al. 2016, « Google's Neural Machine Translation System », section 4.1).
/// </summary>
internal sealed class WordPiece : ITokenModel
{
    private readonly int _unknownId;
    private readonly int _continuation;
    private readonly int _longestPiece;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="unknownId">What stands for a piece that cannot be covered.</param>
    /// <param name="prefix">What an entry that continues a word begins with: <c>##</c>.</param>
    /// <param name="longestPiece">A piece of more code points is unknown without trying.</param>
    public WordPiece(Vocabulary vocabulary, int unknownId, string prefix, int longestPiece)
    {
        Vocabulary = vocabulary;
        _unknownId = unknownId;
        _continuation = vocabulary.Trie.Walk(CharTrie.Root, prefix);
        _longestPiece = longestPiece;
    }

    public string Name => "WordPiece";

    public Vocabulary Vocabulary { get; }

    public int? UnknownId => _unknownId;

    public static WordPiece Read(JsonPart part)
    {
        Vocabulary vocabulary = VocabularyReader.FromObject(part.Get("vocab"));
        string unknown = part.Text("unk_token", "[UNK]");
        int unknownId = vocabulary.IdOf(unknown);
        return unknownId >= 0
            ? new WordPiece(
                vocabulary, unknownId, part.Text("continuing_subword_prefix", "##"), part.Number("max_input_chars_per_word", 100))
            : throw part.Wrong($"names '{unknown}' as the unknown token, which its vocabulary lacks");
    }

    public void Tokenize(AlignedText text, Piece piece, int word, TokenBuffer output)
    {
        ReadOnlySpan<char> characters = text.Characters[piece.Start..piece.End];
        Span<(int Id, int End)> found = stackalloc (int, int)[Math.Min(characters.Length, 256)];
        found = characters.Length > found.Length ? new (int, int)[characters.Length] : found;
        int count = IsTooLong(characters) ? -1 : Cover(characters, found, text.Budget);
        if (count < 0)
        {
            output.Add(_unknownId, text, piece.Start, piece.End - 1, word);
            return;
        }

        int start = 0;
        foreach ((int id, int end) in found[..count])
        {
            output.Add(id, text, piece.Start + start, piece.Start + end - 1, word);
            start = end;
        }
    }

    // A code point is one or two units, so most pieces are settled by their length.
    private bool IsTooLong(ReadOnlySpan<char> piece) =>
        piece.Length > _longestPiece && piece.Length - CountPairs(piece) > _longestPiece;

    private static int CountPairs(ReadOnlySpan<char> piece)
    {
        int count = 0;
        foreach (char unit in piece)
        {
            count += char.IsHighSurrogate(unit) ? 1 : 0;
        }

        return count;
    }

    // The number of tokens that cover the piece, or -1.
    private int Cover(ReadOnlySpan<char> piece, Span<(int Id, int End)> found, TextBudget budget)
    {
        CharTrie trie = Vocabulary.Trie;
        int count = 0;
        for (int start = 0; start < piece.Length;)
        {
            (int id, int end) = (-1, 0);
            int node = start == 0 ? CharTrie.Root : _continuation;
            int i = start;
            for (; i < piece.Length && node >= 0 && (node = trie.Step(node, piece[i])) >= 0; i++)
            {
                if (trie.ValueAt(node) is >= 0 and int value)
                {
                    (id, end) = (value, i + 1);
                }
            }

            budget.Spend(i - start);
            if (id < 0)
            {
                return -1;
            }

            found[count++] = (id, end);
            start = end;
        }

        return count;
    }
}
