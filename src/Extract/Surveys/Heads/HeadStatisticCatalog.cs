using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>The statistics of heads: means over texts of means over queries.</summary>
public static class HeadStatisticCatalog
{
    /// <summary>Every statistic, in the order of tables and figures.</summary>
    public static ImmutableArray<HeadStatistic> All { get; } =
    [
        new((sums, layout) => -sums.WeightTimesLog / layout.QueryCount)
        {
            Name = "entropy",
            Title = "entropy of a row (nats)",
            Source = "Clark et al. 2019",
            IsShare = false,
        },
        new((sums, layout) => layout.IsOfOneText ? sums.Distance / layout.Length : double.NaN)
        {
            Name = "distance",
            Title = "distance attended to (tokens)",
            Source = "Vig and Belinkov 2019",
            IsShare = false,
        },
        new((sums, layout) => layout.IsOfOneText ? sums.Self / layout.Length : double.NaN)
        {
            Name = "self",
            Title = "attention to the token itself",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => layout.IsOfOneText ? sums.Previous / (layout.Length - 1) : double.NaN)
        {
            Name = "previous",
            Title = "attention to the previous token",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => layout.IsOfOneText ? sums.Next / (layout.Length - 1) : double.NaN)
        {
            Name = "next",
            Title = "attention to the next token",
            Source = "Clark et al. 2019",
        },
        new((sums, layout) => sums.ByKey[0] / layout.QueryCount)
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
        new((sums, layout) => sums.Largest / layout.QueryCount)
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
        keys.IsEmpty ? double.NaN : keys.Sum(key => (double)sums.ByKey[key]) / layout.QueryCount;
}
