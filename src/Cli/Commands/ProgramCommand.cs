using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Completion;
using AttnExtract.Cli.Help;
using AttnExtract.Cli.Options;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Commands;

/// <summary>One command of the program. An option that several have is one object, so that it means the same everywhere.</summary>
internal abstract class ProgramCommand
{
    private readonly Lazy<Command> _syntax;

    protected ProgramCommand() => _syntax = new(ToSyntax);

    /// <summary>What is typed after <c>attn</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether <c>attn</c> alone says what it does; the others are only named there, so that a small terminal shows all at once.</summary>
    public virtual bool IsEveryday => true;

    /// <summary>What follows its name.</summary>
    public abstract string Usage { get; }

    /// <summary>What help begins with: the commonest use first.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>What it takes without a name, or null.</summary>
    public virtual Argument? Argument => null;

    /// <summary>What a shell proposes there; null for what the argument's name says.</summary>
    public virtual OptionValues? ArgumentValues => null;

    /// <summary>Its options in the order of help, but those that every command has.</summary>
    public abstract IReadOnlyList<Option> OwnOptions { get; }

    /// <summary>Of a study over a corpus, the options that its numbers depend on besides model and chunks: those of a run's plan.</summary>
    public virtual IReadOnlyList<Option> Planned => [];

    /// <summary>What shared options say of themselves in this command, where that is something else than they say everywhere.</summary>
    protected virtual IReadOnlyDictionary<Option, OptionWords> OwnWords => ImmutableDictionary<Option, OptionWords>.Empty;

    /// <summary>Everything about it that a command line can be read by.</summary>
    public Command Syntax => _syntax.Value;

    /// <summary>What an option takes and does in this command.</summary>
    public OptionWords WordsOf(Option option) => OwnWords.GetValueOrDefault(option) ?? new(option.HelpName, option.Description!);

    /// <summary>Reads a command line and does what it says.</summary>
    /// <param name="arguments">What was typed after its name.</param>
    /// <param name="shell">Where it reads and writes.</param>
    /// <param name="merged">The run whose chunks are merged instead of computing any.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public void Run(IReadOnlyList<string> arguments, Shell shell, RunFolder? merged = null)
    {
        // Whoever asks for help gets it, whatever else is wrong.
        if (arguments.TakeWhile(argument => argument != "--").Any(ReportOptions.IsHelp))
        {
            shell.Out.Write(HelpText.Of(this, shell.KnownColumns));
            return;
        }

        Invocation call = new(ArgumentReader.Read(this, Arrange(arguments)), this, shell) { Merged = merged };
        Execute(call);
        if (call.Has(ReportOptions.Verbose))
        {
            call.Note(call.Timings.ToString());
        }
    }

    /// <summary>The words of a command line in the order in which they are read.</summary>
    protected virtual IReadOnlyList<string> Arrange(IReadOnlyList<string> arguments) => arguments;

    /// <summary>Does what the command line says.</summary>
    protected abstract void Execute(Invocation call);

    private Command ToSyntax()
    {
        Command syntax = new(Name);
        if (Argument is { } argument)
        {
            syntax.Arguments.Add(argument);
        }

        foreach (Option option in OwnOptions.Concat(ReportOptions.All))
        {
            syntax.Options.Add(option);
        }

        return syntax;
    }
}

/// <summary>What help says of an option.</summary>
/// <param name="HelpName">What it takes; null for nothing.</param>
/// <param name="Description">What it does.</param>
/// <param name="Values">What a shell proposes; null for what the option has everywhere.</param>
internal sealed record OptionWords(string? HelpName, string Description, OptionValues? Values = null);

/// <summary>One line that help begins with.</summary>
/// <param name="Line">The whole command line.</param>
/// <param name="Meaning">What it does, in a few words.</param>
internal sealed record Example(string Line, string Meaning);
