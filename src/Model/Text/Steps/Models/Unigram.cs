using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>
/// The unigram language model (Kudo 2018): of all ways to cut a piece into entries of the vocabulary, the one with the largest sum of
/// scores, found by the Viterbi recursion. Sums run from left to right in doubles; on a tie the longer last entry wins.
/// </summary>
internal sealed class Unigram : ITokenModel
{
    // What sentencepiece takes off the lowest score for a character that the vocabulary lacks.
    private const double UnknownPenalty = 10;

    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly ByteTokens? _bytes;

    /// <param name="vocabulary">The entries; ids are indices.</param>
    /// <param name="scores">The score of each id.</param>
    /// <param name="unknownId">What stands for characters that the vocabulary lacks; without it they are an error.</param>
    /// <param name="fallsBackToBytes">Whether those are spelled in bytes where the vocabulary has all of them.</param>
    public Unigram(Vocabulary vocabulary, double[] scores, int? unknownId, bool fallsBackToBytes)
    {
        Vocabulary = vocabulary;
        UnknownId = unknownId;
        _scores = scores;
        _unknownScore = scores.DefaultIfEmpty(0).Min() - UnknownPenalty;
        _bytes = fallsBackToBytes ? new ByteTokens(vocabulary) : null;
    }

    public string Name => "Unigram";

    public Vocabulary Vocabulary { get; }

    public int? UnknownId { get; }

    public static Unigram Read(JsonPart part)
    {
        JsonPart list = part.Get("vocab");
        list.Expect(JsonValueKind.Array, "a list");
        int count = list.Element.GetArrayLength();
        Vocabulary vocabulary = new(count);
        double[] scores = new double[count];
        int id = 0;
        foreach (JsonPart entry in list.Items())
        {
            JsonPart[] items = [.. entry.Items()];
            if (items.Length != 2 || !vocabulary.TryAdd(items[0].AsText(), id))
            {
                throw entry.Wrong("should be a piece and its score");
            }

            scores[id++] = items[1].AsDouble();
        }

        int? unknownId = part.Find("unk_id")?.AsNumber();
        return unknownId is null or >= 0 && !(unknownId >= count)
            ? new Unigram(vocabulary, scores, unknownId, part.Flag("byte_fallback", false))
            : throw part.Wrong($"names {unknownId} as the unknown token, but has {count}");
    }

    public void Tokenize(AlignedText text, Piece piece, int word, TokenBuffer output)
    {
        ReadOnlySpan<char> characters = text.Characters[piece.Start..piece.End];
        Step[] best = new Step[characters.Length + 1];
        FindBest(characters, best, text.Budget);
        foreach ((int start, int end) in Path(best, characters.Length))
        {
            AddToken(text, new Piece(piece.Start + start, piece.Start + end), word, output);
        }
    }

    private void FindBest(ReadOnlySpan<char> characters, Step[] best, TextBudget budget)
    {
        CharTrie trie = Vocabulary.Trie;
        int length;
        for (int start = 0; start < characters.Length; start += length)
        {
            length = char.IsHighSurrogate(characters[start]) ? 2 : 1;
            double score = best[start].Score;
            bool isKnown = false;
            int node = CharTrie.Root;
            int i = start;
            for (; i < characters.Length && (node = trie.Step(node, characters[i])) >= 0; i++)
            {
                if (trie.ValueAt(node) is >= 0 and int id)
                {
                    Offer(ref best[i + 1], _scores[id] + score, start, id);
                    isKnown |= i + 1 - start == length;
                }
            }

            budget.Spend(i - start);
            if (!isKnown)
            {
                int unknown = UnknownId ?? throw Vocabulary.Lacks(characters.Slice(start, length));
                Offer(ref best[start + length], _unknownScore + score, start, unknown);
            }
        }
    }

    private static void Offer(ref Step step, double score, int start, int id)
    {
        if (!step.IsReached || score > step.Score)
        {
            step = new Step(score, start, id, IsReached: true);
        }
    }

    // Neighbouring unknowns are one.
    private List<(int Start, int End)> Path(Step[] best, int length)
    {
        List<(int Start, int End)> path = [];
        bool lastIsUnknown = false;
        for (int end = length; end > 0; end = best[end].Start)
        {
            bool isUnknown = best[end].Id == UnknownId;
            if (isUnknown && lastIsUnknown)
            {
                path[^1] = (best[end].Start, path[^1].End);
            }
            else
            {
                path.Add((best[end].Start, end));
            }

            lastIsUnknown = isUnknown;
        }

        path.Reverse();
        return path;
    }

    // As in the library, an unknown run whose whole is in the vocabulary is that entry after all.
    private void AddToken(AlignedText text, Piece part, int word, TokenBuffer output)
    {
        ReadOnlySpan<char> characters = text.Characters[part.Start..part.End];
        if (Vocabulary.IdOf(characters) is >= 0 and int id)
        {
            output.Add(id, text, part.Start, part.End - 1, word);
        }
        else if (_bytes is not null && _bytes.TrySpell(characters, out ReadOnlySpan<int> bytes))
        {
            foreach (int value in bytes)
            {
                output.Add(value, text, part.Start, part.End - 1, word);
            }
        }
        else
        {
            output.Add(UnknownId!.Value, text, part.Start, part.End - 1, word, characters.ToString());
        }
    }

    /// <summary>The best way to reach a position.</summary>
    /// <param name="Score">The sum of its scores.</param>
    /// <param name="Start">Where its last entry begins.</param>
    /// <param name="Id">Its last entry.</param>
    /// <param name="IsReached">Whether there is a way at all.</param>
    private readonly record struct Step(double Score, int Start, int Id, bool IsReached);
}
