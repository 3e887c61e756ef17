using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>What a model's heads do on a corpus. Heads are counted layer by layer: head h of layer l of H is number l·H + h.</summary>
public sealed record HeadSurvey
{
    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Which attention of a model with an encoder and a decoder; null where only one stack was run.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>How many texts there were.</summary>
    public required int TextCount { get; init; }

    /// <summary>What one of them is called.</summary>
    public string Noun { get; init; } = "text";

    /// <summary>What is said of them behind their name, with a blank before it; empty for nothing.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The corpus in words, as in <c>20 sequences of tokens that come twice, 1040 tokens</c>.</summary>
    public string Corpus => $"{Plural.Of(TextCount, Noun)}{Detail}, {Plural.Of(TokenCount, "token")}{(Kind is null ? "" : $", attention {Kind.Meaning}")}";

    /// <summary>How many tokens of them attend, special ones included.</summary>
    public required long TokenCount { get; init; }

    /// <summary>How intervals were made.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>
    /// Every statistic of <see cref="HeadStatisticCatalog.All"/>, in that order; of tokens that come twice first those of
    /// <see cref="HeadStatisticCatalog.Repeated"/>, and none that no sequence has anything to measure by.
    /// </summary>
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

    /// <summary>Which branches of that tree become one, the nearest first: the rows that scipy's <c>linkage</c> of the divergences has.</summary>
    public required IReadOnlyList<HeadMerge> Merges { get; init; }

    /// <inheritdoc cref="HeadSurveyTable.ToTable"/>
    public Table ToTable() => HeadSurveyTable.ToTable([this]);
}

/// <summary>A head that is of a kind.</summary>
/// <param name="Layer">The 0-based layer.</param>
/// <param name="Head">The 0-based head.</param>
/// <param name="Type">The kind.</param>
/// <param name="Value">What was compared with the threshold.</param>
/// <param name="Lower">The lower end of its interval.</param>
/// <param name="Upper">The upper end of its interval.</param>
public sealed record HeadFinding(int Layer, int Head, HeadType Type, double Value, double Lower, double Upper)
{
    /// <summary>Whether the whole interval is on the kind's side of the threshold.</summary>
    public bool IsCertain => Type.Holds(Lower) && Type.Holds(Upper);
}

/// <summary>One statistic of every head.</summary>
/// <param name="Statistic">The statistic.</param>
/// <param name="Values">Means over texts: [layer, head]; NaN where no text has anything to measure it by.</param>
/// <param name="Lower">The lower ends of their intervals: [layer, head].</param>
/// <param name="Upper">The upper ends of their intervals: [layer, head].</param>
public sealed record HeadStatisticResult(HeadStatistic Statistic, DenseArray Values, DenseArray Lower, DenseArray Upper);
