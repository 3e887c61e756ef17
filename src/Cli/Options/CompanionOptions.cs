using System.Collections.Immutable;
using System.CommandLine;

namespace AttnExtract.Cli.Options;

/// <summary>What is written beside a figure.</summary>
internal static class CompanionOptions
{
    /// <summary>All about it.</summary>
    public static Option<bool> Manifest { get; } = ReportOptions.Flag(
        "--manifest", "also write all about the figure beside it: numbers, source and choices (cat.png gets cat.json), for --replot");

    /// <summary>For a paper.</summary>
    public static Option<string> Tex { get; } = new("--tex")
    {
        HelpName = "FILE",
        Description = "also write LaTeX that sets the figure into a paper, with caption and label",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Manifest, Tex];
}
