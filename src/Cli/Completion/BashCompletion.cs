using System.Text;
using AttnExtract.Cli.Commands;

namespace AttnExtract.Cli.Completion;

/// <summary>For bash 3.2, which macOS has, and later.</summary>
internal sealed class BashCompletion : CompletionScript
{
    /// <inheritdoc/>
    public override string Shell => "bash";

    /// <inheritdoc/>
    public override string Write() => $$"""
        # Completion of attn for bash. Put this line into ~/.bashrc:
        #   source <(attn completion bash)
        _attn_words() {
            # Of several words with commas between, the last one.
            local before="${2%"${2##*,}"}"
            [ -n "$3" ] || before=""
            COMPREPLY=($(compgen -P "$before" -W "$1" -- "${2#"$before"}"))
        }
        _attn_paths() {
            local IFS=$'\n'
            COMPREPLY+=($(compgen -f -- "$1"))
            compopt -o filenames 2> /dev/null
        }
        _attn() {
            local program="$1" current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]}"
            COMPREPLY=()
            if [ "$current" = "=" ]; then current=""; elif [ "$previous" = "=" ]; then previous="${COMP_WORDS[COMP_CWORD-2]}"; fi
            if [ "$COMP_CWORD" = 1 ]; then
                _attn_words "{{string.Join(' ', Firsts.Select(first => first.Name))}} --help --version" "$current"
                return
            fi
            case "$command:$previous" in
        {{Values()}}
            esac
            if [ "${current:0:1}" = "-" ]; then
                case "$command" in
        {{Options}}
                esac
                return
            fi
            case "$command" in
        {{Arguments}}
            esac
        }
        complete -F _attn attn

        """;

    private const string Nothing = ":";

    private static string Options => string.Join('\n', CommandCatalog.All.Select(command =>
        $"            {command.Name}) _attn_words \"{string.Join(' ', command.Syntax.Options.SelectMany(NamesOf))}\" \"$current\" ;;"));

    private static string Arguments => string.Join('\n',
    [
        .. from command in CommandCatalog.All
           let line = Proposal(OptionValues.Of(command))
           where line != Nothing
           select $"        {command.Name}) {line} ;;",
        $"        help) {Proposal(OptionValues.Named([.. CommandCatalog.All.Select(command => command.Name), "--man"]))} ;;",
    ]);

    // What several commands have in common is written once.
    private static string Values()
    {
        var values = (
            from command in CommandCatalog.All
            from option in command.Syntax.Options
            let proposed = OptionValues.Of(command, option)
            where proposed is not null
            from name in NamesOf(option)
            select (Command: command.Name, Name: name, Line: Proposal(proposed))).ToArray();
        StringBuilder cases = new();
        foreach (var ofLine in values.GroupBy(value => value.Line))
        {
            IEnumerable<string> patterns = ofLine.GroupBy(value => value.Name).SelectMany(ofName =>
                values.Where(value => value.Name == ofName.Key).All(value => value.Line == ofLine.Key)
                    ? [$"*:{ofName.Key}"]
                    : ofName.Select(value => $"{value.Command}:{value.Name}"));
            cases.Append($"        {string.Join('|', patterns)}) {ofLine.Key}; return ;;\n");
        }

        return cases.ToString().TrimEnd('\n');
    }

    private static string Proposal(OptionValues values)
    {
        List<string> parts = [];
        if (!values.Words.IsEmpty || values.IsModel)
        {
            string words = string.Join(' ', values.Words) + (values.IsModel ? $"$(\"$program\" completion {Models} 2> /dev/null)" : "");
            parts.Add($"_attn_words \"{words}\" \"$current\"{(values.IsList ? " list" : "")}");
        }

        if (values.IsPath)
        {
            parts.Add("_attn_paths \"$current\"");
        }

        return parts.Count == 0 ? Nothing : string.Join("; ", parts);
    }
}
