namespace AttnExtract.Extract.Predictions;

/// <summary>What a head says of one word of the vocabulary.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Token">The vocabulary entry as it is written there; null for a row of the table that no entry has.</param>
/// <param name="Score">The head's own number.</param>
/// <param name="Probability">Its share among all words.</param>
public sealed record WordGuess(int Id, string? Token, double Score, double Probability);
