using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Text;

/// <summary>What a tokenizer makes of one text or of a pair of texts.</summary>
/// <param name="Text">The first text, as given.</param>
/// <param name="Pair">The second text, or null when there is none; the empty string is a second text.</param>
/// <param name="Tokens">The tokens in the order in which the model reads them.</param>
/// <param name="TruncatedCount">How many tokens of the texts were cut off to reach <see cref="EncodingOptions.MaxLength"/>.</param>
public sealed record Encoding(string Text, string? Pair, IReadOnlyList<EncodingToken> Tokens, int TruncatedCount)
{
    /// <summary>What a decoder that reads an encoder is given beside it, start token included; null where the encoder runs alone.</summary>
    public Encoding? Target { get; init; }

    /// <summary>What the stack reads whose states the model ends in.</summary>
    public Encoding Last => Target ?? this;

    /// <summary>The stack whose states the model ends in.</summary>
    public StackOrder LastStack => Target is null ? StackOrder.First : StackOrder.Second;

    /// <summary>The tokens that a stack of a model reads.</summary>
    /// <exception cref="InvalidOperationException">There is nothing for that stack.</exception>
    public Encoding Of(StackOrder stack) => stack == StackOrder.First ? this
        : Target ?? throw new InvalidOperationException("The decoder was given nothing to read.");
}

/// <summary>One token of an <see cref="Encoding"/>.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Text">
/// The vocabulary entry as it is written there, <c>##</c> and all; for an unknown piece of a Unigram vocabulary and for an
/// added token the stretch of text that it stands for, as the Hugging Face libraries report it.
/// </param>
/// <param name="Start">First Unicode code point of its own source text that the token stands for.</param>
/// <param name="End">One past the last; equal to <paramref name="Start"/> for tokens that stand for nothing in the source.</param>
/// <param name="TypeId">The token type (segment) that the model is given.</param>
/// <param name="Sequence">0 for the first text, 1 for the second of a pair, null for a token that the post-processor added.</param>
/// <param name="Word">Index of the pre-tokenizer's piece within its own text; null for a token that the post-processor added.</param>
public readonly record struct EncodingToken(int Id, string Text, int Start, int End, int TypeId, int? Sequence, int? Word)
{
    /// <summary>Whether the post-processor added this token, as it adds <c>[CLS]</c>; one that the user typed is not special.</summary>
    public bool IsSpecial => Sequence is null;
}
