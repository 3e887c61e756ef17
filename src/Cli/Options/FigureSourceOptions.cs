using System.CommandLine;

namespace AttnExtract.Cli.Options;

/// <summary>What a figure is made from, and whether it is taken apart.</summary>
internal static class FigureSourceOptions
{
    /// <summary>A figure.</summary>
    public static Option<string> Replot { get; } = new("--replot")
    {
        HelpName = "FIGURE",
        Description = "draw a figure again, from its manifest (.json) or from a .png, .svg, .webp or .jpg file that carries one; "
            + "other options change it",
    };

    /// <summary>A folder for a file a head.</summary>
    public static Option<string> PerHead { get; } = new("--per-head")
    {
        HelpName = "FOLDER",
        Description = "also, or instead of -o, one large figure for each head: FOLDER/L03-H07.png",
    };
}
