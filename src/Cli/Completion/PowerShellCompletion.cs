using System.CommandLine;
using System.Text;
using AttnExtract.Cli.Commands;

namespace AttnExtract.Cli.Completion;

/// <summary>For PowerShell, on every platform. Where nothing is proposed, it proposes files itself.</summary>
internal sealed class PowerShellCompletion : CompletionScript
{
    /// <inheritdoc/>
    public override string Shell => "powershell";

    /// <inheritdoc/>
    public override string Write()
    {
        StringBuilder script = new();
        script.Append("# Completion of attn for PowerShell. Put this line into $PROFILE:\n#   attn completion powershell | Out-String | Invoke-Expression\n");
        script.Append("$script:AttnValues = @{\n");
        foreach (ProgramCommand command in CommandCatalog.All)
        {
            script.Append($"  {Quoted(command.Name)} = @{{\n");
            foreach (Option option in command.Syntax.Options)
            {
                OptionValues values = OptionValues.Of(command, option) ?? OptionValues.Free;
                foreach (string name in NamesOf(option))
                {
                    script.Append($"    {Quoted(name)} = {Words(values)}\n");
                }
            }

            script.Append($"    '' = {Words(OptionValues.Of(command))}\n  }}\n");
        }

        script.Append($"  'help' = @{{ '' = {Words(OptionValues.Named(CommandCatalog.All.Select(command => command.Name)))} }}\n}}\n");
        script.Append($$"""
            Register-ArgumentCompleter -Native -CommandName attn -ScriptBlock {
              param($typed, $line, $cursor)
              $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
              if ($before.Count -lt 2) { $words = @($script:AttnValues.Keys) + '--help' + '--version' | Sort-Object }
              else {
                $values = $script:AttnValues[$before[1]]
                if ($null -eq $values) { return }
                $last = $before[-1]
                if ($typed.StartsWith('-')) { $words = $values.Keys | Where-Object { $_ } | Sort-Object -CaseSensitive }
                elseif ($before.Count -gt 2 -and $values.ContainsKey($last) -and $values[$last].Count) { $words = $values[$last] }
                else { $words = $values[''] }
                if ($words -contains '{{Wanted}}') { $words = @($words | Where-Object { $_ -ne '{{Wanted}}' }) + @(& $before[0] completion {{Models}}) }
              }
              $words | Where-Object { $_ -like "$typed*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """);
        return script.ToString();
    }

    // Stands among words for the models in the cache.
    private const string Wanted = "<models>";

    private static string Words(OptionValues values) =>
        $"@({string.Join(", ", values.Words.Concat(values.IsModel ? [Wanted] : Array.Empty<string>()).Select(Quoted))})";

    private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
}
