using System.CommandLine;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Targets;

namespace AttnExtract.Cli.Options;

/// <summary>What a difference is judged by.</summary>
internal static class MetricOptions
{
    /// <summary>The metric.</summary>
    public static Option<string> Metric { get; } = new("--metric")
    {
        HelpName = "NAME",
        Description = "what the difference is judged by, else what the model is made for (attn list metrics)",
    };

    /// <summary>The metric of a command line; null for what the model is made for.</summary>
    /// <exception cref="UsageException">There is no such metric, or it is about something else than the target.</exception>
    public static Metric? Read(Invocation call) => Read(call, MeasureChoices.TargetOf(call));

    /// <inheritdoc cref="Read(Invocation)"/>
    /// <param name="call">The command line.</param>
    /// <param name="target">The number that it is about; null for none.</param>
    public static Metric? Read(Invocation call, MeasureTarget? target)
    {
        return call.Value(Metric) is { } name ? Usage.Of(() => MetricCatalog.Get(name, target))
            : target is null ? null
            : Extract.Metrics.Metric.DropOf(target);
    }
}
