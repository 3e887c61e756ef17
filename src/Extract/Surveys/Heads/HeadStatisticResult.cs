namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>One statistic of every head.</summary>
/// <param name="Statistic">The statistic.</param>
/// <param name="Values">Means over texts: [layer, head]; NaN where no text has anything to measure it by.</param>
/// <param name="Lower">The lower ends of their intervals: [layer, head].</param>
/// <param name="Upper">The upper ends of their intervals: [layer, head].</param>
public sealed record HeadStatisticResult(HeadStatistic Statistic, DenseArray Values, DenseArray Lower, DenseArray Upper);
