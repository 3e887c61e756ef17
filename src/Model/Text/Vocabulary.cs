using AttnExtract.Ground;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text;

/// <summary>Tokens and their ids, both ways. Ids may have gaps.</summary>
internal sealed class Vocabulary
{
    // No published vocabulary comes near; a damaged file must not make us allocate gigabytes.
    private const int LargestId = (1 << 22) - 1;

    private string?[] _tokens;

    /// <param name="expectedCount">About how many tokens there will be.</param>
    public Vocabulary(int expectedCount)
    {
        _tokens = new string?[expectedCount];
        Trie = new CharTrie(4 * expectedCount);
    }

    /// <summary>How many different tokens there are.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens as a prefix tree that leads to ids.</summary>
    public CharTrie Trie { get; }

    /// <summary>All tokens, by rising id.</summary>
    public IEnumerable<(int Id, string Token)> Tokens
    {
        get
        {
            for (int id = 0; id < _tokens.Length; id++)
            {
                if (_tokens[id] is { } token)
                {
                    yield return (id, token);
                }
            }
        }
    }

    /// <summary>The id of <paramref name="token"/>, or -1.</summary>
    public int IdOf(ReadOnlySpan<char> token) => Trie.ValueOf(token);

    /// <summary>The token with <paramref name="id"/>, or null.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>Adds a token; false when <paramref name="id"/> is out of range.</summary>
    public bool TryAdd(string token, int id)
    {
        if (id is < 0 or > LargestId)
        {
            return false;
        }

        if (id >= _tokens.Length)
        {
            Array.Resize(ref _tokens, Math.Max(id + 1, Math.Min(2 * _tokens.Length, LargestId + 1)));
        }

        _tokens[id] = token;
        Count += Trie.Set(token, id) < 0 ? 1 : 0;
        return true;
    }

    /// <summary>The error about a text that a vocabulary without an unknown token cannot spell.</summary>
    public AttnExtractException Lacks(ReadOnlySpan<char> text) =>
        new($"The tokenizer's vocabulary lacks '{text}' and names no unknown token to stand for it.");
}
