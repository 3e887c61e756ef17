using System.CommandLine;
using System.Text;
using AttnExtract.Cli.Commands;

namespace AttnExtract.Cli.Completion;

/// <summary>For fish.</summary>
internal sealed class FishCompletion : CompletionScript
{
    /// <inheritdoc/>
    public override string Shell => "fish";

    /// <inheritdoc/>
    public override string Write()
    {
        StringBuilder script = new();
        script.Append("# Completion of attn for fish. Once: attn completion fish > ~/.config/fish/completions/attn.fish\n");
        script.Append("complete -c attn -f\n");
        foreach ((string name, string summary) in Firsts)
        {
            script.Append($"complete -c attn -n __fish_use_subcommand -a {name} -d {Quoted(summary)}\n");
        }

        script.Append("complete -c attn -n __fish_use_subcommand -l help -d 'show all commands'\n");
        script.Append("complete -c attn -n __fish_use_subcommand -l version -d 'show the versions'\n");
        script.Append($"complete -c attn -n '__fish_seen_subcommand_from help' -a {Quoted(CommandNames)}\n");
        foreach (ProgramCommand command in CommandCatalog.All)
        {
            string within = $"complete -c attn -n '__fish_seen_subcommand_from {command.Name}'";
            OptionValues argument = OptionValues.Of(command);
            if (argument != OptionValues.Free)
            {
                script.Append($"{within}{Proposal(argument, "")}\n");
            }

            foreach (Option option in command.Syntax.Options)
            {
                string names = string.Concat(NamesOf(option).Select(name => name.StartsWith("--") ? $" -l {name[2..]}" : $" -s {name[1..]}"));
                string value = OptionValues.Of(command, option) is { } values ? Proposal(values, "r") : "";
                script.Append($"{within}{names}{value} -d {Quoted(Brief(command.WordsOf(option).Description))}\n");
            }
        }

        return script.ToString();
    }

    private static string Proposal(OptionValues values, string required)
    {
        string words = string.Join(' ', values.Words) + (values.IsModel ? $"(attn completion {Models})" : "");
        string flags = (required, values.IsPath) switch { ("r", true) => " -rF", ("r", false) => " -x", (_, true) => " -F", _ => "" };
        return words.Length == 0 ? flags : $"{flags} -a {Quoted(words)}";
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";
}
