using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>How to sweep.</summary>
public sealed record SweepOptions
{
    /// <summary>Each head set to zero in turn, judged by what the model is made for.</summary>
    public static SweepOptions Default { get; } = new();

    /// <summary>What is switched off in turn.</summary>
    public SweepUnit Unit { get; init; } = SweepUnit.Heads;

    /// <summary>In which attention; null for that from decoder to encoder where there is a target, and else for the only one that is run.</summary>
    public AttentionKind? Kind { get; init; }

    /// <summary>What takes its place.</summary>
    public Replacement With { get; init; } = Replacement.Zero;

    /// <summary>What the difference is judged by; null for what the model is made for.</summary>
    public Metric? Metric { get; init; }

    /// <summary>How uncertainty over a corpus is found; its seed is the sweep's.</summary>
    public BootstrapOptions Bootstrap { get; init; } = BootstrapOptions.Default;

    /// <summary>Whether texts with more tokens than the model has positions are cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
