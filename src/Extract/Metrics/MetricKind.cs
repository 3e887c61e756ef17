using AttnExtract.Model;

namespace AttnExtract.Extract.Metrics;

/// <summary>A metric by its name, before it knows what it needs to know.</summary>
public sealed class MetricKind
{
    private readonly Func<MetricSettings, Metric> _make;

    internal MetricKind(string name, string description, Func<MetricSettings, Metric> make)
    {
        Name = name;
        Description = description;
        _make = make;
    }

    /// <summary>What is typed for it.</summary>
    public string Name { get; }

    /// <summary>What it says, in a few words.</summary>
    public string Description { get; }

    /// <summary>The metric.</summary>
    /// <exception cref="AttnExtractException">A setting that it needs is missing.</exception>
    public Metric Make(MetricSettings settings) => _make(settings);
}
