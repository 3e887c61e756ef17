using System.Collections.Immutable;

namespace AttnExtract.Extract.Predictions;

/// <summary>What a head says of one token.</summary>
/// <param name="Position">The 0-based index of the token.</param>
/// <param name="Token">The token.</param>
/// <param name="Labels">Every class, likeliest first.</param>
public sealed record LabelledToken(int Position, RecordToken Token, ImmutableArray<LabelScore> Labels);

/// <summary>What a head says of one class.</summary>
/// <param name="Label">The class by name.</param>
/// <param name="Score">The head's own number.</param>
/// <param name="Probability">What it comes to as a probability; null where the head predicts quantities.</param>
public sealed record LabelScore(string Label, double Score, double? Probability);
