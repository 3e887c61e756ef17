namespace AttnExtract.Extract.Metrics;

/// <summary>What some metrics need to know besides their name.</summary>
public sealed record MetricSettings
{
    /// <summary>The text that the similarity is to; null for none.</summary>
    public string? To { get; init; }
}
