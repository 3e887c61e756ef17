using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>The kinds of heads. A head may be of several, or of none: heterogeneous, as Kovaleva et al. 2019 call it.</summary>
public static class HeadTypeCatalog
{
    /// <summary>
    /// Every kind. The thresholds: Clark et al. 2019 count a head when over half of its attention goes there (section 3.1) and call
    /// one broad whose weights stay below 10% (section 3.3); Kovaleva et al. 2019 (section 4.1) tell vertical from diagonal maps by eye, for
    /// which the same half stands here.
    /// </summary>
    public static ImmutableArray<HeadType> All { get; } =
    [
        new("previous", ["previous"], 0.5, false, "Clark et al. 2019, 3.1"),
        new("next", ["next"], 0.5, false, "Clark et al. 2019, 3.1"),
        new("separator", ["separator"], 0.5, false, "Clark et al. 2019, 3.2"),
        new("punctuation", ["punctuation"], 0.5, false, "Clark et al. 2019, 3.2"),
        new("same_token", ["same_token"], 0.5, false, "Vig 2019"),
        new("broad", ["confidence"], 0.1, true, "Clark et al. 2019, 3.3"),
        new("diagonal", ["self", "previous", "next"], 0.5, false, "Kovaleva et al. 2019, 4.1")
        {
            Together = (sums, layout) => layout.IsOfOneText ? (sums.Self + sums.Previous + sums.Next) / layout.Length : double.NaN,
        },
        new("vertical", ["first", "separator"], 0.5, false, "Kovaleva et al. 2019, 4.1")
        {
            Together = (sums, layout) => layout.Separators.Append(0).Distinct().Sum(key => (double)sums.ByKey[key]) / layout.QueryCount,
        },
    ];

    /// <summary>What is read of every text: the statistics, then what kinds read of several together.</summary>
    internal static ImmutableArray<Func<MapSums, TokenLayout, double>> Readings { get; } = ReadingsOf(HeadStatisticCatalog.All);

    /// <summary>What is read of every text where these are the statistics, among them those of kinds.</summary>
    internal static ImmutableArray<Func<MapSums, TokenLayout, double>> ReadingsOf(IEnumerable<HeadStatistic> statistics) =>
        [.. statistics.Select(statistic => statistic.Of), .. All.Select(type => type.Together).OfType<Func<MapSums, TokenLayout, double>>()];

    /// <summary>What decides about a kind.</summary>
    internal static Func<MapSums, TokenLayout, double> ReadingOf(HeadType type) =>
        type.Together ?? HeadStatisticCatalog.All.Single(statistic => statistic.Name == type.Statistics[0]).Of;
}

/// <summary>A kind of head, by a threshold on what it attends to; one of <see cref="HeadTypeCatalog.All"/>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Statistics">The names of the statistics that decide together.</param>
/// <param name="Threshold">Where the kind begins.</param>
/// <param name="IsAtMost">Whether the sum must be the threshold or less; else or more.</param>
/// <param name="Source">The paper that finds such heads.</param>
public sealed record HeadType(string Name, ImmutableArray<string> Statistics, double Threshold, bool IsAtMost, string Source)
{
    /// <summary>
    /// What several statistics come to on one text: a share of all its attention, of which nothing is counted twice. Each by itself
    /// is a mean over the rows that can have it, so that their sum would be no share. Null where one statistic decides.
    /// </summary>
    internal Func<MapSums, TokenLayout, double>? Together { get; init; }

    /// <summary>Whether a value is on the kind's side of the threshold.</summary>
    public bool Holds(double value) => IsAtMost ? value <= Threshold : value >= Threshold;

    /// <summary>The condition: <c>previous ≥ 0.5</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{string.Join(" + ", Statistics)} {(IsAtMost ? '≤' : '≥')} {Threshold}");
}
