using System.CommandLine;
using System.CommandLine.Parsing;

namespace AttnExtract.Cli.Commands;

/// <summary>Reads what was typed after a command's name, and says in our words what is wrong with it.</summary>
internal static class ArgumentReader
{
    // A text may begin with @, which would else name a file of further arguments.
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    // Stands before everything that was typed: the parser would take a first word in square brackets for a directive, and drop it.
    private static readonly Option<bool> Beginning = new("\u0001") { Arity = ArgumentArity.Zero };

    /// <summary>Reads a command line.</summary>
    /// <exception cref="UsageException">It is wrong; the message says how.</exception>
    public static ParseResult Read(ProgramCommand command, IReadOnlyList<string> arguments)
    {
        Command syntax = new(command.Name) { Beginning };
        foreach (Argument argument in command.Syntax.Arguments)
        {
            syntax.Arguments.Add(argument);
        }

        foreach (Option option in command.Syntax.Options)
        {
            syntax.Options.Add(option);
        }

        ParseResult parsed = syntax.Parse([Beginning.Name, .. arguments], Configuration);
        RequireKnownOptions(command, parsed, arguments);
        if (parsed.UnmatchedTokens is [string surplus, ..])
        {
            throw new UsageException(Messages.OneTooMany(command, surplus));
        }

        foreach (ParseError error in parsed.Errors)
        {
            throw new UsageException(error.SymbolResult is not OptionResult result ? error.Message
                : result.Tokens.Count == 0 ? Messages.NeedsValue(command, result.Option, NameOf(result))
                : Messages.GivenTwice(command, NameOf(result)));
        }

        return parsed;
    }

    // The parser takes an option that it does not know for an argument, and one that it knows for the value of the one before,
    // which it may be where both are one word.
    private static void RequireKnownOptions(ProgramCommand command, ParseResult parsed, IReadOnlyList<string> arguments)
    {
        HashSet<Token> values = [];
        foreach (OptionResult result in command.Syntax.Options.Select(parsed.GetResult).OfType<OptionResult>())
        {
            values.UnionWith(result.Tokens);
            if (result.Tokens.Any(token => IsOption(command, token.Value) && !arguments.Contains($"{NameOf(result)}={token.Value}")))
            {
                throw new UsageException(Messages.NeedsValue(command, result.Option, NameOf(result)));
            }
        }

        foreach (Token token in parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash))
        {
            if (token.Type == TokenType.Argument && LooksLikeOption(token.Value) && !values.Contains(token))
            {
                throw new UsageException(Messages.NoSuchOption(command, token.Value.Split('=')[0]));
            }
        }
    }

    // As it was typed.
    private static string NameOf(OptionResult result) => result.IdentifierToken?.Value ?? result.Option.Name;

    private static bool IsOption(ProgramCommand command, string text) =>
        command.Syntax.Options.Any(option => option.Name == text || option.Aliases.Contains(text));

    // --word or -w, but neither -5 nor a sentence that begins with a dash.
    private static bool LooksLikeOption(string text) =>
        text.Length > 1
        && text[0] == '-'
        && char.IsAsciiLetter(text.AsSpan().TrimStart('-') is [char first, ..] ? first : ' ')
        && !text.Split('=')[0].Contains(' ');
}
