using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Completion;

/// <summary>
/// What a shell is told of the program, so that its Tab key finishes what is typed. Everything that does not change is in the script; the models
/// in the cache of the Hub are asked for when they are wanted.
/// </summary>
internal abstract class CompletionScript
{
    /// <summary>What is typed after <c>attn completion</c> to see those models.</summary>
    public const string Models = "models";

    /// <summary>The shells in the order of help.</summary>
    public static ImmutableArray<CompletionScript> All { get; } =
        [new BashCompletion(), new ZshCompletion(), new FishCompletion(), new PowerShellCompletion()];

    private static Registry<CompletionScript> ByShell { get; } = new(
        one => [one.Shell], (typed, didYouMean, _) => Messages.NoSuchShell(typed, didYouMean, All.Select(one => one.Shell)), All);

    /// <summary>The program that reads it.</summary>
    public abstract string Shell { get; }

    /// <summary>The script of a shell.</summary>
    /// <exception cref="UsageException">There is none, or no name was given; the message says what there is.</exception>
    public static CompletionScript Get(string? shell) =>
        shell is null ? throw new UsageException(Messages.CompleteWhere(All.Select(one => one.Shell))) : Usage.Of(() => ByShell.Get(shell));

    /// <summary>The whole script.</summary>
    public abstract string Write();

    /// <summary>The names of an option, the long one first.</summary>
    protected static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name).OrderByDescending(name => name.StartsWith("--"));

    /// <summary>The beginning of a description, as much as a line beside others has room for.</summary>
    protected static string Brief(string description)
    {
        int end = new[] { "; ", ", else", " (", ": ", ". " }.Select(mark => description.IndexOf(mark, StringComparison.Ordinal)).Where(at => at > 0)
            .DefaultIfEmpty(description.Length).Min();
        return description[..end];
    }

    /// <summary>The names of all commands, with blanks between.</summary>
    protected static string CommandNames => string.Join(' ', CommandCatalog.All.Select(command => command.Name));

    /// <summary>The words after <c>attn</c> with what they do: every command, and <c>help</c>.</summary>
    protected static IEnumerable<(string Name, string Summary)> Firsts =>
        [.. CommandCatalog.All.Select(command => (command.Name, Brief(command.Summary))), ("help", "say all about a command")];
}
