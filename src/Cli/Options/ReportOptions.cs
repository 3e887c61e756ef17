using System.Collections.Immutable;
using System.CommandLine;

namespace AttnExtract.Cli.Options;

/// <summary>How a command talks; every command has these.</summary>
internal static class ReportOptions
{
    /// <summary>Results for programs.</summary>
    public static Option<bool> Json { get; } = Flag("--json", "results as JSON on standard output; messages go to standard error");

    /// <summary>Results only.</summary>
    public static Option<bool> Quiet { get; } = Flag("--quiet", "say nothing when all is well");

    /// <summary>More than usual.</summary>
    public static Option<bool> Verbose { get; } = Flag("--verbose", "say where the time goes, and where in the program a failure happened");

    /// <summary>No colours.</summary>
    public static Option<bool> NoColor { get; } = Flag("--no-color", "no colours on the terminal, as with NO_COLOR set");

    /// <summary>Help.</summary>
    public static Option<bool> Help { get; } = Flag("--help", "show this", "-h");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Json, Quiet, Verbose, NoColor, Help];

    /// <summary>Whether an argument asks for help.</summary>
    public static bool IsHelp(string argument) => argument == Help.Name || Help.Aliases.Contains(argument);

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };
}
