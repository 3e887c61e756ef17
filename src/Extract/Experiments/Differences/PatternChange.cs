using System.Globalization;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>One attention weight that changed.</summary>
/// <param name="Layer">The 0-based layer.</param>
/// <param name="Head">The 0-based head.</param>
/// <param name="Query">The token that attends, as labels of aligned tokens are written.</param>
/// <param name="Key">The token that it attends to.</param>
/// <param name="Before">Its weight in the first run.</param>
/// <param name="After">Its weight in the second.</param>
public sealed record PatternChange(int Layer, int Head, string Query, string Key, double Before, double After)
{
    /// <summary>The second weight less the first.</summary>
    public double Difference => After - Before;

    /// <summary>The change as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"L{Layer} H{Head}: '{Query}' attends to '{Key}' {Math.Abs(Difference):0.000} {(Difference < 0 ? "less" : "more")}: "
        + $"{Before:0.000} before, {After:0.000} after.");
}
