using System.Collections.Immutable;
using System.Text;
using AttnExtract.Extract;
using AttnExtract.Render.Fonts;

namespace AttnExtract.Render.Tokens;

/// <summary>What tokens and words are called. Text is taken from the source, so that no byte of a character shows alone.</summary>
internal sealed class TokenLabels(RecordText text)
{
    // How sentencepiece and byte-level vocabularies write a space.
    private const string SpaceMarks = "▁Ġ";

    private readonly IReadOnlyList<RecordToken> _tokens = text.Tokens;
    private readonly ImmutableArray<Rune>[] _sources =
        [[.. text.Text.EnumerateRunes()], [.. (text.Pair ?? "").EnumerateRunes()]];

    /// <summary>The name of a token or of a word's parts.</summary>
    public string Of(ImmutableArray<int> group, TokenPolicy policy) =>
        group.Length > 1 ? OfWord(group)
        : _tokens[group[0]].IsSpecial || policy is { Pretty: false, Merge: MergeRule.None } ? _tokens[group[0]].Text
        : OfToken(group[0]);

    /// <summary>The source text of a token or of a word's parts, without white space around it; empty where there is none.</summary>
    public string Source(ImmutableArray<int> group)
    {
        int? sequence = _tokens[group[0]].Sequence;
        (int start, int end) = (Trimmed(group[0]).Start, Trimmed(group[^1]).End);
        return Slice(sequence, start, start < end ? WithMarks(sequence, end) : end);
    }

    /// <summary>Whether there is white space between a token and the one before it, which is of the same text.</summary>
    public bool HasSpaceBefore(int index)
    {
        ImmutableArray<Rune> source = _sources[_tokens[index].Sequence ?? 0];
        return Enumerable.Range(Trimmed(index - 1).End, Math.Max(0, Trimmed(index).Start - Trimmed(index - 1).End)).Any(at => Rune.IsWhiteSpace(source[at]));
    }

    /// <summary>Whether a token is a space alone, which borrows the place of what follows; one for nothing but white space has no text.</summary>
    public bool IsSpaceMark(int index)
    {
        string text = _tokens[index].Text;
        return text.Length > 0 && text.All(character => SpaceMarks.Contains(character)) && Source([index]) != text;
    }

    // Tokenizers that take accents off leave a decomposed letter's out of every range: it is still that letter's.
    private int WithMarks(int? sequence, int end)
    {
        ImmutableArray<Rune> source = _sources[sequence ?? 0];
        while (end < source.Length && WritingSystem.IsMark(source[end])
            && !_tokens.Any(token => token.Sequence == sequence && token.Start <= end && end < token.End))
        {
            end++;
        }

        return end;
    }

    private string OfWord(ImmutableArray<int> group) =>
        Source(group) is { Length: > 0 } source ? source : string.Concat(group.Select(OfToken));

    private string OfToken(int index)
    {
        RecordToken token = _tokens[index];
        string source = Source([index]);
        if (source.Length == 0 || IsSpaceMark(index))
        {
            return OfSpace(token);
        }

        (int part, int parts) = Part(index);
        return IsUnknown(token, source) ? $"{source} {token.Text}"
            : parts > 1 ? $"{source} {part}/{parts}"
            : source;
    }

    private string OfSpace(RecordToken token)
    {
        string white = Slice(token.Sequence, token.Start, token.End);
        string rest = token.Text.Trim(SpaceMarks.ToCharArray());
        return white.Length > 0 && white.All(char.IsWhiteSpace) ? Visible(white)
            : rest.Length == 0 ? "␣"
            : rest.All(char.IsAscii) ? rest
            : "\uFFFD";
    }

    private static string Visible(string white) =>
        string.Concat(white.Select(character => character switch { '\n' or '\r' => '↵', '\t' => '⇥', _ => '␣' }));

    // Vocabularies write what they know nothing about in brackets; what the user wrote so is no such case. Nor is a byte.
    private static bool IsUnknown(RecordToken token, string source) =>
        token.Text is ['[', .., ']'] or ['<', .., '>'] && token.Text != source && !token.Text.StartsWith("<0x", StringComparison.Ordinal);

    // Which of how many tokens that share characters: those of the bytes of one character, or of one that was taken apart.
    private (int Part, int Parts) Part(int index)
    {
        (int first, int last) = (index, index);
        while (first > 0 && Overlap(first - 1, first))
        {
            first--;
        }

        while (last + 1 < _tokens.Count && Overlap(last, last + 1))
        {
            last++;
        }

        return (index - first + 1, last - first + 1);
    }

    /// <summary>Whether two tokens, one after the other, share characters.</summary>
    public bool Overlap(int left, int right)
    {
        ((int start, int end), (int nextStart, int nextEnd)) = (Trimmed(left), Trimmed(right));
        return _tokens[left].Sequence is not null && _tokens[left].Sequence == _tokens[right].Sequence
            && start < end && nextStart < nextEnd && nextStart < end
            && !IsSpaceMark(left) && !IsSpaceMark(right);
    }

    private (int Start, int End) Trimmed(int index)
    {
        RecordToken token = _tokens[index];
        ImmutableArray<Rune> source = token.Sequence is { } sequence ? _sources[sequence] : [];
        (int start, int end) = (Math.Min(token.Start, source.Length), Math.Min(token.End, source.Length));
        while (start < end && Rune.IsWhiteSpace(source[start]))
        {
            start++;
        }

        while (end > start && Rune.IsWhiteSpace(source[end - 1]))
        {
            end--;
        }

        return (start, end);
    }

    // Offsets count code points of the source.
    private string Slice(int? sequence, int start, int end)
    {
        ImmutableArray<Rune> source = sequence is { } one ? _sources[one] : [];
        StringBuilder text = new();
        for (int i = start; i < Math.Min(end, source.Length); i++)
        {
            text.Append(source[i].ToString());
        }

        return text.ToString();
    }
}
