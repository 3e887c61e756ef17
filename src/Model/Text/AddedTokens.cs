using System.Buffers;
using System.Text;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text;

/// <summary>
/// Finds added tokens in a text: leftmost first, then longest, never overlapping, whatever stands around them unless the
/// token wants to be a word of its own.
/// </summary>
internal sealed class AddedTokens
{
    private readonly List<AddedToken> _tokens;
    private readonly CharTrie _trie = new();
    private readonly SearchValues<char> _firstUnits;

    /// <param name="tokens">The tokens.</param>
    /// <param name="contentOf">How a token looks in the text that is searched.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens, Func<AddedToken, string> contentOf)
    {
        _tokens = [.. tokens];
        HashSet<char> firstUnits = [];
        for (int i = 0; i < _tokens.Count; i++)
        {
            string content = contentOf(_tokens[i]);
            if (content.Length > 0 && _trie.ValueOf(content) < 0)
            {
                _trie.Set(content, i);
                firstUnits.Add(content[0]);
            }
        }

        _firstUnits = SearchValues.Create([.. firstUnits]);
    }

    /// <summary>
    /// The whole of <paramref name="text"/> in order: stretches without added tokens (token null) and added tokens with the
    /// white space they swallow.
    /// </summary>
    public IEnumerable<(Piece Piece, AddedToken? Token)> Split(AlignedText text)
    {
        int done = 0;
        for (int i = NextCandidate(text, 0); i >= 0; i = NextCandidate(text, i))
        {
            (AddedToken? token, int length) = LongestAt(text, i);
            if (token is null)
            {
                i++;
                continue;
            }

            Piece match = new(i, i + length);
            i = match.End;
            if (token.IsSingleWord && TouchesWord(text.Characters, match))
            {
                continue;
            }

            match = Swallow(token, text.Characters, match, done);
            if (done < match.Start)
            {
                yield return (new Piece(done, match.Start), null);
            }

            yield return (match, token);
            done = match.End;
        }

        if (done < text.Length)
        {
            yield return (new Piece(done, text.Length), null);
        }
    }

    private int NextCandidate(AlignedText text, int from) =>
        text.Characters[from..].IndexOfAny(_firstUnits) is >= 0 and int distance ? from + distance : -1;

    private (AddedToken? Token, int Length) LongestAt(AlignedText text, int start)
    {
        ReadOnlySpan<char> characters = text.Characters;
        (AddedToken? token, int length) = (null, 0);
        int node = CharTrie.Root;
        int end = start;
        for (; end < characters.Length && (node = _trie.Step(node, characters[end])) >= 0; end++)
        {
            if (_trie.ValueAt(node) is >= 0 and int index)
            {
                (token, length) = (_tokens[index], end + 1 - start);
            }
        }

        text.Budget.Spend(end - start);
        return (token, length);
    }

    private static bool TouchesWord(ReadOnlySpan<char> text, Piece match) =>
        (match.Start > 0 && Rune.DecodeLastFromUtf16(text[..match.Start], out Rune before, out _) == 0
            && CharacterClasses.Word.Contains(before.Value))
        || (match.End < text.Length && Rune.DecodeFromUtf16(text[match.End..], out Rune after, out _) == 0
            && CharacterClasses.Word.Contains(after.Value));

    // White space is never outside the BMP, so units do.
    private static Piece Swallow(AddedToken token, ReadOnlySpan<char> text, Piece match, int done)
    {
        (int start, int end) = (match.Start, match.End);
        while (token.StripsLeft && start > done && CharacterClasses.WhiteSpace.Contains(text[start - 1]))
        {
            start--;
        }

        while (token.StripsRight && end < text.Length && CharacterClasses.WhiteSpace.Contains(text[end]))
        {
            end++;
        }

        return new Piece(start, end);
    }
}

/// <summary>A token that is found in the text before the model sees it.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Content">What is searched for.</param>
/// <param name="IsSingleWord">Whether it must not touch a word character.</param>
/// <param name="StripsLeft">Whether it swallows white space before it.</param>
/// <param name="StripsRight">Whether it swallows white space after it.</param>
/// <param name="IsNormalized">Whether it is searched for in the normalized text.</param>
/// <param name="IsSpecial">Whether it is one of the model's marks rather than a word.</param>
internal sealed record AddedToken(
    int Id, string Content, bool IsSingleWord, bool StripsLeft, bool StripsRight, bool IsNormalized, bool IsSpecial);
