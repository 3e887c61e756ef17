using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>The statistics of heads: means over texts of means over queries.</summary>
public static class HeadStatisticCatalog
{
    /// <summary>Every statistic, in the order of tables and figures.</summary>
    public static ImmutableArray<HeadStatistic> All { get; } =
    [
        new((sums, layout) => -sums.WeightTimesLog / layout.Length)
        {
            Name = "entropy",
            Title = "entropy of a row (nats)",
            Source = "Clark et al. 2019",
            IsShare = false,
        },
        new((sums, layout) => sums.Distance / layout.Length)
        {
            Name = "distance",
            Title = "distance attended to (tokens)",
            Source = "Vig and Belinkov 2019",
            IsShare = false,
        },
        new((sums, layout) => sums.Self / layout.Length)
        {
            Name = "self",
            Title = "attention to the token itself",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => sums.Previous / (layout.Length - 1))
        {
            Name = "previous",
            Title = "attention to the previous token",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => sums.Next / (layout.Length - 1))
        {
            Name = "next",
            Title = "attention to the next token",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => sums.ByKey[0] / layout.Length)
        {
            Name = "first",
            Title = "attention to the first token",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => ShareOf(sums, layout, layout.Separators))
        {
            Name = "separator",
            Title = "attention to separators",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => ShareOf(sums, layout, layout.Punctuation))
        {
            Name = "punctuation",
            Title = "attention to punctuation",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => sums.SameToken / layout.RepeatedCount)
        {
            Name = "same_token",
            Title = "attention to the same token elsewhere",
            Source = "Vig 2019",
        },
        new((sums, layout) => sums.Largest / layout.Length)
        {
            Name = "confidence",
            Title = "largest weight but on separators",
            Source = "Voita et al. 2019",
        },
    ];

    /// <summary>What random tokens that come twice tell besides: means over the queries of the second time.</summary>
    public static ImmutableArray<HeadStatistic> Repeated { get; } =
    [
        new((sums, layout) => sums.Duplicate / layout.Half)
        {
            Name = "duplicate",
            Title = "attention to the same token before",
            Source = "Wang et al. 2023",
        },
        new((sums, layout) => sums.Induction / layout.Half)
        {
            Name = "induction",
            Title = "attention to what followed then",
            Source = "Olsson et al. 2022",
        },
        new((sums, layout) => sums.PreviousRepeated / layout.Half)
        {
            Name = "previous_repeated",
            Title = "to the previous token, second time",
            Source = "Olsson et al. 2022",
        },
    ];

    private static double ShareOf(MapSums sums, TokenLayout layout, ImmutableArray<int> keys) =>
        keys.IsEmpty ? double.NaN : keys.Sum(key => (double)sums.ByKey[key]) / layout.Length;
}
