using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.HeadStatistics;

/// <summary>What a model's heads do on a corpus. Heads are counted layer by layer: head h of layer l of H is number l·H + h.</summary>
public sealed record HeadSurvey
{
    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>How many texts there were.</summary>
    public required int TextCount { get; init; }

    /// <summary>How many tokens they had, special ones included.</summary>
    public required long TokenCount { get; init; }

    /// <summary>How intervals were made.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>Every statistic of <see cref="HeadStatisticCatalog.All"/>, in that order.</summary>
    public required IReadOnlyList<HeadStatisticResult> Statistics { get; init; }

    /// <summary>The heads that are of a kind, kind by kind.</summary>
    public required IReadOnlyList<HeadFinding> Findings { get; init; }

    /// <summary>
    /// How differently two heads attend: the Jensen–Shannon divergence (nats) of their rows, averaged over rows, then texts; Clark et
    /// al. 2019, section 6. [head number, head number]
    /// </summary>
    public required DenseArray Divergences { get; init; }

    /// <summary>A map of the heads on which distances are as near to the divergences as may be: [head number, 2].</summary>
    public required DenseArray Positions { get; init; }

    /// <summary>The share of the divergences that the map gets wrong: Kruskal's stress-1, 0 for a perfect map.</summary>
    public required double Stress { get; init; }

    /// <summary>Head numbers in an order in which like heads stand together: the leaves of a tree by average linkage.</summary>
    public required IReadOnlyList<int> Order { get; init; }
}
