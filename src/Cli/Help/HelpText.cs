using System.CommandLine;
using System.Text;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;

namespace AttnExtract.Cli.Help;

/// <summary>What is shown to whoever asks for help: examples first.</summary>
internal static class HelpText
{
    private const int Width = 100;
    private const int Indent = 2;

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
    public static string Short()
    {
        StringBuilder help = new();
        help.Append("attn shows what the attention heads of a Transformer do with a sentence:\n");
        help.Append($"  {CommandCatalog.All[0].Examples[0].Line}\n");
        help.Append("\nCommands\n");
        AppendPairs(help, CommandCatalog.All.Where(command => command.IsEveryday).Select(command => (command.Name, command.Summary)));
        help.Append($"And {Messages.Listed(CommandCatalog.All.Where(command => !command.IsEveryday).Select(command => command.Name))}.\n");
        help.Append("'attn --help' says more; 'attn COMMAND --help' says all about a command.\n");
        return help.ToString();
    }

    /// <summary>What <c>attn --help</c> shows.</summary>
    public static string Overview()
    {
        StringBuilder help = new();
        AppendExamples(help, CommandCatalog.All.Select(command => command.Examples[0]));
        help.Append("\nUsage: attn COMMAND [options]\n\nCommands\n");
        AppendPairs(help, CommandCatalog.All.Select(command => (command.Name, command.Summary)));
        help.Append("\nOptions\n");
        AppendPairs(
            help,
            [
                ("--help", "show this; after a command, all about the command"),
                ("--version", "show the versions of attn, .NET, TorchSharp, libtorch and SkiaSharp"),
            ]);
        help.Append("'attn help --man | man -l -' shows all of it as a manual page, 'attn completion --help' how Tab finishes it.\n");
        help.Append("\nEnvironment\n");
        AppendPairs(help, Variables);
        help.Append("\nExit codes\n");
        AppendPairs(help, ExitCodes);
        return help.ToString();
    }

    /// <summary>What <c>attn COMMAND --help</c> shows.</summary>
    public static string Of(ProgramCommand command)
    {
        StringBuilder help = new();
        AppendExamples(help, command.Examples);
        help.Append($"\nattn {command.Name}: {command.Summary}.\n\nUsage: attn {command.Name} {command.Usage}\n");
        if (command.Argument is { } argument)
        {
            help.Append('\n');
            AppendPairs(help, [(argument.Name, argument.Description!)]);
        }

        help.Append("\nOptions\n");
        AppendPairs(help, command.Syntax.Options.Select(option => (NamesOf(option, command.WordsOf(option)), command.WordsOf(option).Description)));
        return help.ToString();
    }

    /// <summary>An option as it is typed, with what it takes.</summary>
    public static string NamesOf(Option option, OptionWords words)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length));
        return words.HelpName is { Length: > 0 } value ? $"{names} {value}" : names;
    }

    private static void AppendExamples(StringBuilder help, IEnumerable<Example> examples)
    {
        help.Append("Examples\n");
        foreach (Example example in examples)
        {
            help.Append(' ', Indent).Append(example.Line).Append('\n').Append(' ', 3 * Indent).Append(example.Meaning).Append('\n');
        }
    }

    private static void AppendPairs(StringBuilder help, IEnumerable<(string Name, string Meaning)> pairs)
    {
        (string Name, string Meaning)[] all = [.. pairs];
        int column = (2 * Indent) + all.Max(pair => pair.Name.Length);
        foreach ((string name, string meaning) in all)
        {
            string line = new string(' ', Indent) + name.PadRight(column - Indent);
            foreach (string word in meaning.Split(' '))
            {
                if (line.TrimEnd().Length + 1 + word.Length > Width && line.Length > column)
                {
                    help.Append(line.TrimEnd()).Append('\n');
                    line = new string(' ', column);
                }

                line += line.EndsWith(' ') ? word : ' ' + word;
            }

            help.Append(line).Append('\n');
        }
    }
}
