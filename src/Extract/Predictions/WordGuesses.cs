using System.Collections.Immutable;

namespace AttnExtract.Extract.Predictions;

/// <summary>The likeliest words at one token.</summary>
/// <param name="Position">The 0-based index of the token.</param>
/// <param name="Token">The token: the masked one, or the one after which a word is guessed.</param>
/// <param name="Words">The words, likeliest first.</param>
public sealed record WordGuesses(int Position, RecordToken Token, ImmutableArray<WordGuess> Words);

/// <summary>What a head says of one word of the vocabulary.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Token">The vocabulary entry as it is written there; null for a row of the table that no entry has.</param>
/// <param name="Score">The head's own number.</param>
/// <param name="Probability">Its share among all words.</param>
public sealed record WordGuess(int Id, string? Token, double Score, double Probability);
