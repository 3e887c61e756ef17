using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Corpora;

/// <summary>Texts that an ablation takes its numbers from; two of them are equal when their texts are.</summary>
internal sealed class Corpus : IEquatable<Corpus>
{
    // Enough to tell the corpora of one study apart.
    private const int ShownDigits = 8;

    private readonly string _digest;

    /// <summary>Takes texts.</summary>
    /// <exception cref="AttnExtractException">There is none, or one is empty.</exception>
    public Corpus(IReadOnlyList<string> texts)
    {
        Pairs = texts.Count > 0
            ? [.. texts.Select(text => new TextPair(text).RequireWords())]
            : throw Encodings.NoTexts();
        _digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));
    }

    /// <summary>The texts.</summary>
    public ImmutableArray<TextPair> Pairs { get; }

    /// <inheritdoc/>
    public bool Equals(Corpus? other) => other is not null && _digest == other._digest;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Corpus);

    /// <inheritdoc/>
    public override int GetHashCode() => _digest.GetHashCode(StringComparison.Ordinal);

    /// <summary>How many texts, and the start of the SHA-256 of their lines: <c>6 texts 1a2b3c4d</c>.</summary>
    public override string ToString() => $"{Pairs.Length} text{(Pairs.Length == 1 ? "" : "s")} {_digest[..ShownDigits]}";
}
