using AttnExtract.Extract.Targets;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Metrics;

/// <summary>A metric by its name, before it knows the number that it is about.</summary>
public sealed class MetricKind
{
    private readonly Func<MeasureTarget?, Metric?> _make;
    private readonly string _needs;

    internal MetricKind(string name, string description, string needs, Func<MeasureTarget?, Metric?> make)
    {
        Name = name;
        Description = description;
        _needs = needs;
        _make = make;
    }

    /// <summary>What is typed for it.</summary>
    public string Name { get; }

    /// <summary>What it says, in a few words.</summary>
    public string Description { get; }

    /// <summary>The metric.</summary>
    /// <param name="target">The number that it is about, where there is one; null for none.</param>
    /// <exception cref="AttnExtractException">It is about another number; the message says which.</exception>
    public Metric Make(MeasureTarget? target) => _make(target) ?? throw new AttnExtractException($"The metric '{Name}' needs {_needs}.");
}
