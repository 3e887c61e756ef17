using System.Globalization;
using System.Text;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Extract;

namespace AttnExtract.Cli.Help;

/// <summary>All of help as one manual page, in the macros of man(7).</summary>
internal static class ManualPage
{
    // Readers of the source, and mandoc -Tlint, want lines that a terminal shows.
    private const int Width = 78;

    /// <summary>The page, in ASCII.</summary>
    public static string Write()
    {
        StringBuilder page = new();
        page.Append($".TH ATTN 1 {VersionText.Date} \"attn {ProductVersion.Text}\" \"User commands\"\n");
        Head(page, "NAME");
        Text(page, "attn - " + HelpText.Purpose, "\\-");
        Head(page, "SYNOPSIS");
        page.Append(".B attn\n.I COMMAND\n[options]\n.br\n.B attn\n\\-\\-help | \\-\\-version\n");
        Head(page, "COMMANDS");
        foreach (ProgramCommand command in CommandCatalog.All)
        {
            Append(page, command);
        }

        Head(page, "OPTIONS OF EVERY COMMAND");
        Pairs(page, ReportOptions.All.Select(option => (HelpText.NamesOf(option, new(option.HelpName, option.Description!)), option.Description!)));
        Head(page, "ENVIRONMENT");
        Pairs(page, HelpText.Variables);
        Head(page, "EXIT STATUS");
        Pairs(page, HelpText.ExitCodes);
        Head(page, "EXAMPLES");
        Pairs(page, CommandCatalog.All.Select(command => (command.Examples[0].Line, command.Examples[0].Meaning)));
        return page.ToString();
    }

    private static void Append(StringBuilder page, ProgramCommand command)
    {
        page.Append($".SS {command.Name}\n");
        Text(page, command.Summary + ".");
        page.Append(".PP\n.RS 4\n");
        Text(page, $"attn {command.Name} {command.Usage}", "\\-");
        page.Append(".RE\n");
        if (command.Argument is { } argument)
        {
            Pairs(page, [(argument.Name, argument.Description!)]);
        }

        Pairs(page, command.OwnOptions.Select(option => (HelpText.NamesOf(option, command.WordsOf(option)), command.WordsOf(option).Description)));
        page.Append(".PP\nExamples:\n");
        Pairs(page, command.Examples.Select(example => (example.Line, example.Meaning)));
    }

    private static void Head(StringBuilder page, string title) => page.Append($".SH {title}\n");

    private static void Pairs(StringBuilder page, IEnumerable<(string Name, string Meaning)> pairs)
    {
        foreach ((string name, string meaning) in pairs)
        {
            page.Append(".TP\n");
            Text(page, name, "\\-", " \\\n");
            Text(page, meaning);
        }
    }

    // A hyphen of what is typed must be one that can be copied, and what a paragraph is tagged with must be one line to the reader.
    private static void Text(StringBuilder page, string text, string hyphen = "-", string end = "\n")
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Escaped(word, hyphen)))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                page.Append(line).Append(end);
                line = "";
            }

            // A dot or a quote at the beginning of a line would be a request.
            line += line.Length > 0 ? $" {word}" : word[0] is '.' or '\'' ? $"\\&{word}" : word;
        }

        page.Append(line).Append('\n');
    }

    private static string Escaped(string word, string hyphen)
    {
        StringBuilder escaped = new();
        foreach (Rune rune in word.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '\\' => "\\e",
                '-' => hyphen,
                < 0x80 => rune.ToString(),
                _ => $"\\[u{rune.Value.ToString("X4", CultureInfo.InvariantCulture)}]",
            });
        }

        return escaped.ToString();
    }
}
