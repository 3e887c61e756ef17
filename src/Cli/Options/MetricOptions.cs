using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Extract.Metrics;

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
    /// <exception cref="Model.AttnExtractException">There is no such metric, or it needs to know more.</exception>
    public static Metric? Read(Invocation call)
    {
        MetricSettings settings = new() { To = call.Value(MeasureChoices.To) };
        string? name = call.Value(Metric) ?? (settings.To is null ? null : "similarity");
        return name is null ? null : MetricCatalog.Get(name, settings);
    }
}
