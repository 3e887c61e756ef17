namespace AttnExtract.Extract.Measures;

/// <summary>
/// How well a measure tells which tokens a target rests on. Special tokens are left out and never blanked out.
/// </summary>
/// <param name="Spearman">
/// Rank correlation of the measure's scores of tokens with the drops of the target when each is blanked out, −1 to 1; NaN where
/// either has no order.
/// </param>
/// <param name="Comprehensiveness">
/// What the target loses on average when the 1, 5, 10, 20 and 50% of tokens with the highest scores, at least one, are
/// blanked out; DeYoung et al. 2020, section 4.2. Higher is better.
/// </param>
/// <param name="Sufficiency">The same when all others are blanked out. Lower is better.</param>
public sealed record Faithfulness(double Spearman, double Comprehensiveness, double Sufficiency);
