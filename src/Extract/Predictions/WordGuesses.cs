using System.Collections.Immutable;

namespace AttnExtract.Extract.Predictions;

/// <summary>The likeliest words at one token.</summary>
/// <param name="Position">The 0-based index of the token.</param>
/// <param name="Token">The token: the masked one, or the one after which a word is guessed.</param>
/// <param name="Words">The words, likeliest first.</param>
public sealed record WordGuesses(int Position, RecordToken Token, ImmutableArray<WordGuess> Words);
