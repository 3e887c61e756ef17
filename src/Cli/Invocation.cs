using System.CommandLine;
using System.CommandLine.Parsing;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract.Chunks;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli;

/// <summary>A command line that was read, and the way back to whoever typed it.</summary>
/// <param name="parsed">What was typed.</param>
/// <param name="command">The command.</param>
/// <param name="shell">Where it was typed.</param>
internal sealed class Invocation(ParseResult parsed, ProgramCommand command, Shell shell)
{
    private readonly List<string> _noted = [];

    /// <summary>The command.</summary>
    public ProgramCommand Command { get; } = command;

    /// <summary>Where it was typed.</summary>
    public Shell Shell { get; } = shell;

    /// <summary>What was typed after the command's name.</summary>
    public IEnumerable<string> Arguments => parsed.Tokens.Skip(1).Select(token => token.Value);

    /// <summary>What was typed after the command's name, without some options and what they were given.</summary>
    public IEnumerable<string> ArgumentsWithout(IReadOnlyList<Option> options)
    {
        HashSet<string> names = [.. options.SelectMany(option => option.Aliases.Append(option.Name))];
        HashSet<Token> values = new(
            options.Select(parsed.GetResult).OfType<OptionResult>().SelectMany(result => result.Tokens), ReferenceEqualityComparer.Instance);
        return parsed.Tokens.Skip(1)
            .Where(token => !values.Contains(token) && (token.Type != TokenType.Option || !names.Contains(token.Value)))
            .Select(token => token.Value);
    }

    /// <summary>Where the time goes.</summary>
    public Timings Timings { get; } = new();

    /// <summary>The files that it reads and writes.</summary>
    public OutputClaims Claims { get; } = new(parsed);

    /// <summary>The run whose chunks are merged instead of computing any; null where something is computed.</summary>
    public RunFolder? Merged { get; init; }

    /// <summary>Whether standard output carries data, so that people are talked to on standard error.</summary>
    public bool DataOnOutput =>
        Has(ReportOptions.Json)
        || Value(OutputOptions.Output)?.Select(OutputOptions.Named).Contains(OutputOptions.Stdout) == true
        || (Value(CompanionOptions.Tex) is { } tex && OutputOptions.Named(tex) == OutputOptions.Stdout);

    /// <summary>The value of an option or argument, or null where it was not given.</summary>
    public T? Value<T>(Option<T> option) => parsed.GetResult(option) is null ? default : parsed.GetValue(option);

    /// <inheritdoc cref="Value{T}(Option{T})"/>
    public T? Value<T>(Argument<T> argument) => parsed.GetResult(argument) is { Tokens.Count: > 0 } ? parsed.GetValue(argument) : default;

    /// <summary>Whether an option was given.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The options of a list that were given, with what they were given, as they can be typed again.</summary>
    public IEnumerable<string> Retyped(IEnumerable<Option> options) => options.Where(Has).SelectMany(option => option switch
    {
        Option<string> one => ViewerCommand.Option(one.Name, Value(one)!),
        Option<string[]> many => Value(many)!.SelectMany(value => ViewerCommand.Option(many.Name, value)),
        _ => (string[])[option.Name],
    });

    /// <summary>Says how it went, unless quiet is wanted.</summary>
    public void Say(string message)
    {
        if (!Has(ReportOptions.Quiet))
        {
            Action<string> say = DataOnOutput ? Shell.Remark : Shell.Say;
            say(message);
        }
    }

    /// <summary>Remarks something beside the matter, on standard error, when all went well.</summary>
    public void Note(string message) => Shell.Remark(Messages.Failed(message));

    /// <summary>What has been remarked of what may be met several times, in that order.</summary>
    public IReadOnlyList<string> NotedOnce => _noted;

    /// <summary>Remarks something that may be met several times.</summary>
    public void NoteOnce(string message)
    {
        if (!_noted.Contains(message))
        {
            _noted.Add(message);
            Note(message);
        }
    }

    /// <summary>Says on standard error, at once, what somebody waits for.</summary>
    public void NoteWait(string message) => Shell.Error.WriteLine(Messages.Failed(message));
}
