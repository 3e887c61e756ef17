using System.CommandLine;
using AttnExtract.Extract.Experiments.Patches;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Targets;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Cli.Options;

/// <summary>What is put from one run into another.</summary>
internal static class PatchChoices
{
    /// <summary>Where.</summary>
    public static Option<string> Site { get; } = new("--site")
    {
        HelpName = "SITE",
        Description = $"where values are exchanged, else {PatchOptions.Default.Site.Path} (attn list sites); the end of a name will do: z, mlp.out",
    };

    /// <summary>What at a time.</summary>
    public static Option<string> By { get; } = new("--by")
    {
        HelpName = string.Join('|', PatchUnit.All),
        Description = "what is exchanged at a time: a head at every token (where the site has heads, the default), or a token",
    };

    private static readonly Choice<int> Units = new([.. PatchUnit.All.Select((unit, i) => (unit.Name, i))]);

    /// <summary>The choices of a command line.</summary>
    /// <exception cref="UsageException">There is no such site, unit or metric.</exception>
    public static PatchOptions Read(Invocation call, string source) => new()
    {
        Site = call.Value(Site) is { } name ? Usage.Of(() => HookSite.Get(name)) : PatchOptions.Default.Site,
        By = Units.Read(call, By) is { } unit ? PatchUnit.All[unit] : null,
        Metric = MetricOf(call, source),
        Truncate = call.Has(TextOptions.Truncate),
    };

    // What is similar to nothing in particular is similar to the source.
    private static Metric? MetricOf(Invocation call, string source)
    {
        MeasureTarget? target = MeasureChoices.TargetOf(call, source);
        return call.Value(MetricOptions.Metric) == "similarity" && target is null
            ? Metric.DropOf(MeasureTarget.SimilarityTo(source))
            : MetricOptions.Read(call, target);
    }
}
