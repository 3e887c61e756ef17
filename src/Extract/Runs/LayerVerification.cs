namespace AttnExtract.Extract;

/// <summary>One layer of a <see cref="Verification"/>.</summary>
/// <param name="Layer">The 0-based layer.</param>
/// <param name="PatternDifference">Largest difference of an attention weight.</param>
/// <param name="OutputDifference">
/// Largest difference of a number that attention adds to the residual stream, as a share of the largest of them.
/// </param>
public sealed record LayerVerification(int Layer, double PatternDifference, double OutputDifference);
