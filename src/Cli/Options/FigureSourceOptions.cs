using System.CommandLine;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>What a figure is made from, and whether it is taken apart.</summary>
internal static class FigureSourceOptions
{
    /// <summary>A capture file.</summary>
    public static Option<string> From { get; } = new("--from")
    {
        HelpName = "RUN",
        Description = "draw a file that attn capture wrote, instead of running a model; or attention that another program saved: an .npy or "
            + ".npz file or a folder of them, [layer, head, query, key]",
    };

    /// <summary>The tokens of saved attention.</summary>
    public static Option<string> Tokens { get; } = new("--tokens")
    {
        HelpName = "TOKENS",
        Description = "of attention that another program saved: its tokens with blanks between, or a file with one a line",
    };

    /// <summary>The tokens that are attended to, where they are others.</summary>
    public static Option<string> KeyTokens { get; } = new("--key-tokens")
    {
        HelpName = "TOKENS",
        Description = "the tokens that are attended to, where they are others",
    };

    /// <summary>A figure.</summary>
    public static Option<string> Replot { get; } = new("--replot")
    {
        HelpName = "FIGURE",
        Description = "draw a figure again, from its manifest (.json) or from a .png or .svg file that carries one; "
            + "other options change it",
    };

    /// <summary>A folder for a file a head.</summary>
    public static Option<string> PerHead { get; } = new("--per-head")
    {
        HelpName = "FOLDER",
        Description = "also, or instead of -o, one large figure for each head: FOLDER/L03-H07.png",
    };

    /// <summary>The tokens that an option gives, or null.</summary>
    /// <exception cref="AttnExtractException">Its file cannot be read.</exception>
    public static string[]? TokensOf(Invocation call, Option<string> option) =>
        call.Value(option) is not { } typed ? null
        : !File.Exists(typed) ? typed.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
        : [.. TextOptions.Lines(call, typed)];
}
