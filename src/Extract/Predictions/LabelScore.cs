namespace AttnExtract.Extract.Predictions;

/// <summary>What a head says of one class.</summary>
/// <param name="Label">The class by name.</param>
/// <param name="Score">The head's own number.</param>
/// <param name="Probability">What it comes to as a probability; null where the head predicts quantities.</param>
public sealed record LabelScore(string Label, double Score, double? Probability);
