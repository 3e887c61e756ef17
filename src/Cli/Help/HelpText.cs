using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;

namespace AttnExtract.Cli.Help;

/// <summary>What is shown to whoever asks for help: examples first.</summary>
internal static class HelpText
{
    /// <summary>What the program does.</summary>
    public const string Purpose = "show what the attention heads of a Transformer do with a sentence";

    /// <summary>Variables of the environment, and what they say.</summary>
    public static (string Name, string Meaning)[] Variables =>
    [
        (ModelOptions.Variable, "the model where --model does not name one"),
        (RunOptions.DeviceVariable, "where it runs where --device does not name it"),
        ("HF_HUB_CACHE", "where models of the Hub are kept, shared with Python; docs/hub.md has the other variables"),
        ("HF_TOKEN", "access to private and gated models of the Hub"),
        (ServeOptions.TokenVariable, "what clients of attn serve must know"),
        ("NO_COLOR", "no colours on the terminal"),
        (Shell.ColumnsVariable, "how many characters fit in a line of the terminal, where it does not say so itself"),
    ];

    /// <summary>Exit codes, and what they say.</summary>
    public static (string Name, string Meaning)[] ExitCodes =>
    [
        ($"{ExitCode.Done}", "done"),
        ($"{ExitCode.Failed}", "could not be done; standard error says why"),
        ($"{ExitCode.Usage}", "the command line is wrong; standard error says where"),
        ($"{ExitCode.Interrupted}", "interrupted; nothing is left half-written"),
    ];

    /// <summary>What <c>attn</c> alone shows.</summary>
    public static string Short(int? columns)
    {
        HelpPage help = new(columns);
        help.Words("attn shows what the attention heads of a Transformer do with a sentence:");
        help.Whole(CommandCatalog.All[0].Examples[0].Line);
        help.Skip();
        help.Words("Commands");
        help.Pairs(CommandCatalog.All.Where(command => command.IsEveryday).Select(command => (command.Name, command.Summary)));
        help.Words($"And {Messages.Listed(CommandCatalog.All.Where(command => !command.IsEveryday).Select(command => command.Name))}.");
        help.Words("'attn --help' says more; 'attn COMMAND --help' says all about a command.");
        return help.ToString();
    }

    /// <summary>What <c>attn --help</c> shows.</summary>
    public static string Overview(int? columns)
    {
        HelpPage help = new(columns);
        AddExamples(help, CommandCatalog.All.Select(command => command.Examples[0]));
        help.Skip();
        help.Words("Usage: attn COMMAND [options]");
        help.Skip();
        help.Words("Commands");
        help.Pairs(CommandCatalog.All.Select(command => (command.Name, command.Summary)));
        help.Skip();
        help.Words("Options");
        help.Pairs(
            [
                ("--help", "show this; after a command, all about the command"),
                ("--version", "show the versions of attn, .NET, TorchSharp, libtorch and SkiaSharp"),
            ]);
        help.Words("'attn help --man | man -l -' shows all of it as a manual page, 'attn completion --help' how Tab finishes it.");
        help.Skip();
        help.Words("Environment");
        help.Pairs(Variables);
        help.Skip();
        help.Words("Exit codes");
        help.Pairs(ExitCodes);
        return help.ToString();
    }

    /// <summary>What <c>attn COMMAND --help</c> shows.</summary>
    public static string Of(ProgramCommand command, int? columns)
    {
        HelpPage help = new(columns);
        AddExamples(help, command.Examples);
        help.Skip();
        help.Words($"attn {command.Name}: {command.Summary}.");
        help.Skip();
        help.Words($"Usage: attn {command.Name} {command.Usage}", hanging: 4);
        if (command.Argument is { } argument)
        {
            help.Skip();
            help.Pairs([(argument.Name, argument.Description!)]);
        }

        help.Skip();
        help.Words("Options");
        help.Pairs(command.Syntax.Options.Select(option => (NamesOf(option, command.WordsOf(option)), command.WordsOf(option).Description)));
        return help.ToString();
    }

    /// <summary>An option as it is typed, with what it takes.</summary>
    public static string NamesOf(Option option, OptionWords words)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length));
        return words.HelpName is { Length: > 0 } value ? $"{names} {value}" : names;
    }

    private static void AddExamples(HelpPage help, IEnumerable<Example> examples)
    {
        help.Words("Examples");
        foreach (Example example in examples)
        {
            help.Whole(example.Line);
            help.Words(example.Meaning, indent: 6);
        }
    }
}
