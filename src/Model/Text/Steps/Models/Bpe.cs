using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;
using AttnExtract.Model.Text.Files;

namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016): a piece starts as its characters, and the neighbours whose merge was learned first are
/// merged first, the leftmost of several, until no learned merge is left.
/// </summary>
internal sealed class Bpe : ITokenModel
{
    [ThreadStatic]
    private static BpeWord? _reused;

    private readonly MergeTable _merges;
    private readonly BpeOptions _options;
    private readonly ByteTokens _bytes;
    private readonly int _continuation;

    public Bpe(Vocabulary vocabulary, MergeTable merges, BpeOptions options)
    {
        Vocabulary = vocabulary;
        _merges = merges;
        _options = options;
        _bytes = new ByteTokens(vocabulary);
        _continuation = vocabulary.Trie.Walk(CharTrie.Root, options.ContinuationPrefix);
    }

    public string Name => "BPE";

    public Vocabulary Vocabulary { get; }

    public int? UnknownId => _options.UnknownId;

    public static Bpe Read(JsonPart part)
    {
        if (part.Find("dropout") is { } dropout && dropout.AsDouble() != 0)
        {
            throw dropout.Unsupported("its BPE model has a dropout, so that the same text gives other tokens each time.");
        }

        Vocabulary vocabulary = VocabularyReader.FromObject(part.Get("vocab"));
        string? unknown = part.Find("unk_token")?.AsText();
        string prefix = part.Text("continuing_subword_prefix", "");
        return new Bpe(vocabulary, MergeTable.Read(part.Get("merges"), vocabulary, prefix), new BpeOptions
        {
            UnknownId = unknown is null ? null : vocabulary.IdOf(unknown) is >= 0 and int id ? id
                : throw part.Wrong($"names '{unknown}' as the unknown token, which its vocabulary lacks"),
            FusesUnknown = part.Flag("fuse_unk", false),
            FallsBackToBytes = part.Flag("byte_fallback", false),
            IgnoresMerges = part.Flag("ignore_merges", false),
            ContinuationPrefix = prefix,
            EndSuffix = part.Text("end_of_word_suffix", ""),
        });
    }

    public void Tokenize(AlignedText text, Piece piece, int word, TokenBuffer output)
    {
        ReadOnlySpan<char> characters = text.Characters[piece.Start..piece.End];
        if (_options.IgnoresMerges && Vocabulary.IdOf(characters) is >= 0 and int whole)
        {
            output.Add(whole, text, piece.Start, piece.End - 1, word);
            return;
        }

        BpeWord symbols = _reused ??= new BpeWord();
        symbols.Clear();
        Spell(characters, symbols);
        symbols.Merge(_merges);
        foreach ((int id, int start, int end) in symbols)
        {
            output.Add(id, text, piece.Start + start, piece.Start + end - 1, word);
        }
    }

    private void Spell(ReadOnlySpan<char> characters, BpeWord symbols)
    {
        bool fuses = false;
        int length;
        for (int start = 0; start < characters.Length; start += length)
        {
            length = char.IsHighSurrogate(characters[start]) ? 2 : 1;
            ReadOnlySpan<char> character = characters.Slice(start, length);
            int end = start + length;
            if (IdOf(character, isFirst: start == 0, isLast: end == characters.Length) is >= 0 and int id)
            {
                symbols.Add(id, start, end);
                fuses = false;
            }
            else if (_options.FallsBackToBytes && _bytes.TrySpell(character, out ReadOnlySpan<int> bytes))
            {
                foreach (int value in bytes)
                {
                    symbols.Add(value, start, end);
                }

                fuses = false;
            }
            else if (_options.UnknownId is { } unknown)
            {
                if (fuses)
                {
                    symbols.ExtendLast(end);
                }
                else
                {
                    symbols.Add(unknown, start, end);
                }

                fuses = _options.FusesUnknown;
            }
        }
    }

    private int IdOf(ReadOnlySpan<char> character, bool isFirst, bool isLast)
    {
        CharTrie trie = Vocabulary.Trie;
        int node = isFirst ? CharTrie.Root : _continuation;
        node = node < 0 ? node : trie.Walk(node, character);
        node = node < 0 || !isLast ? node : trie.Walk(node, _options.EndSuffix);
        return node < 0 ? -1 : trie.ValueAt(node);
    }
}

/// <summary>What a BPE model does with the characters of a piece.</summary>
internal sealed record BpeOptions
{
    /// <summary>Stands for a character that the vocabulary lacks; without it such a character is dropped.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether neighbouring unknown characters are one token.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>Whether an unknown character is spelled in bytes (<c>&lt;0xE2&gt;</c>) where the vocabulary has all of them.</summary>
    public bool FallsBackToBytes { get; init; }

    /// <summary>Whether a piece that is in the vocabulary is that token, whatever the merges would make of it.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>What a character that does not begin its piece is spelled with in front.</summary>
    public string ContinuationPrefix { get; init; } = "";

    /// <summary>What the last character of a piece is spelled with at the end: <c>&lt;/w&gt;</c>.</summary>
    public string EndSuffix { get; init; } = "";
}
