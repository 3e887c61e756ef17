using System.CommandLine;
using System.Text;
using AttnExtract.Cli.Commands;

namespace AttnExtract.Cli.Completion;

/// <summary>For zsh, with what each option does beside it.</summary>
internal sealed class ZshCompletion : CompletionScript
{
    /// <inheritdoc/>
    public override string Shell => "zsh";

    /// <inheritdoc/>
    public override string Write()
    {
        StringBuilder script = new();
        script.Append($$"""
            #compdef attn
            # Completion of attn for zsh. Put this line into ~/.zshrc, after compinit:
            #   source <(attn completion zsh)
            _attn_models() {
                local -a models=(${(f)"$(_call_program models ${(q)_attn_program} completion {{Models}} 2> /dev/null)"})
                compadd -a models
                _files
            }
            _attn() {
                local _attn_program=$words[1]
                if (( CURRENT == 2 )); then
                    local -a firsts=(

            """);
        foreach ((string name, string summary) in Firsts)
        {
            script.Append($"            '{name}:{Quoted(summary)}'\n");
        }

        script.Append("""
                    )
                    _describe -t commands 'command of attn' firsts
                    return
                fi
                local command=$words[2]
                shift words
                (( CURRENT-- ))
                case $command in

            """);
        foreach (ProgramCommand command in CommandCatalog.All)
        {
            script.Append($"    ({command.Name})\n        _arguments \\\n");
            foreach (Option option in command.Syntax.Options)
            {
                Append(script, command, option);
            }

            script.Append($"            '*:{Quoted(command.Argument?.Name ?? "nothing more")}:{Action(OptionValues.Of(command))}'\n        ;;\n");
        }

        script.Append($"    (help) _arguments '1:COMMAND:({CommandNames})' '--man[all of it as a manual page]' ;;\n");
        script.Append("""
                esac
            }
            if [ "$funcstack[1]" = _attn ]; then _attn "$@"; else compdef _attn attn; fi

            """);
        return script.ToString();
    }

    private static void Append(StringBuilder script, ProgramCommand command, Option option)
    {
        bool mayRepeat = option.ValueType.IsArray;
        string[] names = [.. NamesOf(option)];
        string others = mayRepeat ? "*" : $"({string.Join(' ', names)})";
        foreach (string name in names)
        {
            string words = $"[{Quoted(Brief(command.WordsOf(option).Description))}]";
            string value = OptionValues.Of(command, option) is { } values
                ? $"{(name.StartsWith("--") ? "=" : "")}{words}:{Quoted(command.WordsOf(option).HelpName!)}:{Action(values)}"
                : words;
            script.Append($"            '{others}{name}{value}' \\\n");
        }
    }

    private static string Action(OptionValues values) =>
        values.IsModel ? "_attn_models"
        : values.IsList ? $"_sequence compadd - {string.Join(' ', values.Words)}"
        : !values.Words.IsEmpty ? $"({string.Join(' ', values.Words)})"
        : values.IsPath ? "_files"
        : " ";

    // Within quotes and brackets of a specification.
    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\").Replace("'", "'\\''").Replace("[", "\\[").Replace("]", "\\]").Replace(":", "\\:");
}
