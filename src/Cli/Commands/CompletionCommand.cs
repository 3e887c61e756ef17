using System.CommandLine;
using AttnExtract.Cli.Completion;
using AttnExtract.Model.Hub;

namespace AttnExtract.Cli.Commands;

/// <summary>Tells a shell how to finish what is typed.</summary>
internal sealed class CompletionCommand : ProgramCommand
{
    private static readonly string[] Shells = [.. CompletionScript.All.Select(script => script.Shell)];

    private static readonly Argument<string> Shell = new("SHELL")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"{Messages.Listed(Shells, "or")}; or {CompletionScript.Models}: the names that scripts ask for, of the models in the Hub's cache",
    };

    /// <inheritdoc/>
    public override string Name => "completion";

    /// <inheritdoc/>
    public override string Summary => "let the Tab key of a shell finish commands, options and their values";

    /// <inheritdoc/>
    public override string Usage => string.Join(" | ", Shells.Append(CompletionScript.Models)) + "  [options]";

    /// <inheritdoc/>
    public override bool IsEveryday => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn completion bash > attn.bash", "the line 'source attn.bash', with its folder, goes into ~/.bashrc; in zsh after compinit"),
        new("attn completion fish > ~/.config/fish/completions/attn.fish", "once, for fish"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => Shell;

    /// <inheritdoc/>
    public override OptionValues ArgumentValues => OptionValues.Named([.. Shells, CompletionScript.Models]);

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        string? typed = call.Value(Shell);
        if (typed == CompletionScript.Models)
        {
            foreach (string name in CachedModels.Names(HubSettings.FromEnvironment(call.Shell.Variable)))
            {
                call.Shell.Out.WriteLine(name);
            }

            return;
        }

        call.Shell.Out.Write(CompletionScript.Get(typed).Write());
    }
}
