namespace AttnExtract.Extract.Metrics;

/// <summary>How much one variant of a run differs from the plain run.</summary>
/// <param name="Effect">The change in one number.</param>
/// <param name="ByLayer">The change in each layer, for metrics that look inside; else empty.</param>
internal sealed record MetricReading(double Effect, IReadOnlyList<double> ByLayer)
{
    /// <summary>A change in one number only.</summary>
    public static MetricReading Of(double effect) => new(effect, []);
}
