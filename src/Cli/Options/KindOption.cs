using System.CommandLine;

namespace AttnExtract.Cli.Options;

/// <summary>The one word that says what a command of several kinds does; each command says in its help which there are.</summary>
internal static class KindOption
{
    /// <summary>The kind, or several.</summary>
    public static Option<string> Kind { get; } = new("--kind")
    {
        HelpName = "KIND",
        Description = "what to do: the measure, or several separated by commas (attn list measures); of an ablation what takes the "
            + "place of what is switched off, else zero (attn list ablations)",
    };
}
