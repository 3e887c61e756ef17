namespace AttnExtract.Extract.Predictions;

/// <summary>One thing that a head says.</summary>
/// <param name="Position">The 0-based index of the token that it is said of; null for the whole text.</param>
/// <param name="Token">That token; null for the whole text.</param>
/// <param name="What">The word, class, label or answer.</param>
/// <param name="Score">The head's own number.</param>
/// <param name="Probability">What it comes to as a probability; null where the head predicts quantities.</param>
public sealed record PredictedLine(int? Position, string? Token, string What, double Score, double? Probability);
