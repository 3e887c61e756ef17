using System.Collections.Immutable;
using System.Text;

namespace AttnExtract.Extract;

/// <summary>Tokens of which another program tells no more than their texts: which were added, where they stand, and which words they make.</summary>
internal static class ForeignTokens
{
    private const string Continuation = "##";

    private static readonly ImmutableArray<string> Added =
        ["[CLS]", "[SEP]", "[PAD]", "[MASK]", "<s>", "</s>", "<pad>", "<mask>", "<cls>", "<sep>", "<eos>", "<bos>"];

    /// <summary>The text that tokens make, as far as they tell: « ## » goes on with a word, « Ġ » and « ▁ » begin one.</summary>
    public static string TextOf(IReadOnlyList<string> tokens)
    {
        StringBuilder text = new();
        foreach ((string token, bool isNew) in tokens.Zip(BeginWords(tokens)).Where(token => !Added.Contains(token.First)))
        {
            text.Append(isNew && text.Length > 0 ? " " : "").Append(Piece(token));
        }

        return text.ToString();
    }

    /// <summary>The tokens in a text; what is not found there stands for nothing in it.</summary>
    public static RecordToken[] Locate(IReadOnlyList<string> tokens, string text)
    {
        List<RecordToken> located = [];
        (int at, int word) = (0, -1);
        foreach ((string token, bool isNew) in tokens.Zip(BeginWords(tokens)))
        {
            bool isAdded = Added.Contains(token);
            int found = isAdded ? -1 : text.IndexOf(Piece(token), at, StringComparison.OrdinalIgnoreCase);
            (int start, int end) = found < 0 ? (at, at) : (found, found + Piece(token).Length);
            word += isAdded || !isNew ? 0 : 1;
            located.Add(new(
                located.Count, token, CodePoints(text[..start]), CodePoints(text[..end]), isAdded ? null : 0, isAdded ? null : Math.Max(0, word), 0));
            at = end;
        }

        return [.. located];
    }

    private static IEnumerable<bool> BeginWords(IReadOnlyList<string> tokens)
    {
        bool areMarked = tokens.Any(HasMark);
        return tokens.Index().Select(token => areMarked
            ? HasMark(token.Item) || token.Index == 0 || Added.Contains(tokens[token.Index - 1])
            : !token.Item.StartsWith(Continuation, StringComparison.Ordinal));
    }

    private static bool HasMark(string token) => token.Length > 0 && token[0] is 'Ġ' or '▁';

    private static string Piece(string token) =>
        token.StartsWith(Continuation, StringComparison.Ordinal) && token.Length > Continuation.Length ? token[Continuation.Length..]
        : HasMark(token) ? token[1..] : token;

    private static int CodePoints(string text) => text.EnumerateRunes().Count();
}
