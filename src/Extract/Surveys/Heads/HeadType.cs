using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>A kind of head, by a threshold on what it attends to; one of <see cref="HeadTypeCatalog.All"/>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Statistics">The names of the statistics whose sum decides.</param>
/// <param name="Threshold">Where the kind begins.</param>
/// <param name="IsAtMost">Whether the sum must be the threshold or less; else or more.</param>
/// <param name="Source">The paper that finds such heads.</param>
public sealed record HeadType(string Name, ImmutableArray<string> Statistics, double Threshold, bool IsAtMost, string Source)
{
    /// <summary>Whether a value is on the kind's side of the threshold.</summary>
    public bool Holds(double value) => IsAtMost ? value <= Threshold : value >= Threshold;

    /// <summary>The condition: <c>previous ≥ 0.5</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{string.Join(" + ", Statistics)} {(IsAtMost ? '≤' : '≥')} {Threshold}");
}
