using System.CommandLine;
using AttnExtract.Cli.Lists;
using AttnExtract.Cli.Output;

namespace AttnExtract.Cli.Commands;

/// <summary>Says what exists.</summary>
internal sealed class ListCommand : ProgramCommand
{
    private static readonly Argument<string> What = new("WHAT")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = Messages.Listed(ListCatalog.All.Select(list => list.Name), "or"),
    };

    /// <inheritdoc/>
    public override string Name => "list";

    /// <inheritdoc/>
    public override string Summary => "list what there is: " + Messages.Listed(ListCatalog.All.Select(list => list.Name));

    /// <inheritdoc/>
    public override string Usage => string.Join(" | ", ListCatalog.All.Select(list => list.Name)) + "  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn list colormaps", "every name that --cmap takes, with its colours where the terminal has any"),
        new("attn list sites --json", "every place in a model that --sites takes, for programs"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => What;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ListSubject list = ListCatalog.Get(call.Value(What));
        if (call.Has(Options.ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, list.WriteJson);
        }
        else
        {
            list.WriteText(call.Shell.Out, TerminalColors.Of(call));
        }
    }
}
