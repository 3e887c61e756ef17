namespace AttnExtract.Extract.Statistics;

/// <summary>How a bootstrap is done. The same options and the same numbers give the same result, everywhere.</summary>
public sealed record BootstrapOptions
{
    /// <summary>95% intervals from ten thousand resamples, seed 0.</summary>
    public static BootstrapOptions Default { get; } = new();

    /// <summary>
    /// How many resamples. The smallest p-value is 2 / (resamples + 1), and it must be small beside the number of tests that it
    /// will be corrected for.
    /// </summary>
    public int Resamples { get; init; } = 10_000;

    /// <summary>The share of intervals that should cover the true mean.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Where the random numbers start.</summary>
    public int Seed { get; init; }
}
