using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Experiments.Curves;

/// <summary>How heads are switched off one after the other.</summary>
public sealed record RemovalOptions
{
    /// <summary>All heads, to zero, greedily and at random.</summary>
    public static RemovalOptions Default { get; } = new();

    /// <summary>The orders, each of which gives a curve.</summary>
    public IReadOnlyList<RemovalOrder> Orders { get; init; } = [RemovalOrder.Greedy, RemovalOrder.Random];

    /// <summary>How many heads are switched off at most; null for all.</summary>
    public int? Steps { get; init; }

    /// <summary>How many random orders the control is the mean of.</summary>
    public int RandomOrders { get; init; } = 10;

    /// <summary>In which attention; null for that from decoder to encoder where there is a target, and else for the only one that is run.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>What takes the heads' place.</summary>
    public Replacement With { get; init; } = Replacement.Zero;

    /// <summary>What the difference is judged by; null for what the model is made for.</summary>
    public Metric? Metric { get; init; }

    /// <summary>How uncertainty over a corpus is found; its seed is that of the random orders, too.</summary>
    public BootstrapOptions Bootstrap { get; init; } = BootstrapOptions.Default;

    /// <summary>Whether texts with more tokens than the model has positions are cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
