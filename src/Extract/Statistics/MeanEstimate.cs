namespace AttnExtract.Extract.Statistics;

/// <summary>A mean over texts, and how far it can be trusted.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Lower">The lower end of its interval; not finite where there are too few texts for one.</param>
/// <param name="Upper">The upper end of its interval; not finite where there are too few texts for one.</param>
/// <param name="PValue">How often chance alone would put the mean this far from 0, two-sided; NaN for a single text.</param>
public sealed record MeanEstimate(double Mean, double Lower, double Upper, double PValue)
{
    /// <summary>Whether the interval has two ends.</summary>
    public bool HasInterval => double.IsFinite(Lower) && double.IsFinite(Upper);
}
