using System.CommandLine;
using AttnExtract.Cli.Completion;
using AttnExtract.Cli.Lists;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Render.Formats;

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
        new("attn list colormaps -o maps.pdf", "pages of them, with lightness, in grey print and as colour-blind eyes see them"),
        new("attn list sites --json", "every place in a model that --sites takes, for programs"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => What;

    /// <inheritdoc/>
    public override OptionValues ArgumentValues => OptionValues.Named(ListCatalog.All.Select(list => list.Name));

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [OutputOptions.Output, OutputOptions.Format];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ListSubject list = ListCatalog.Get(call.Value(What));
        IReadOnlyList<OutputTarget<FigureFormat>> targets =
            OutputOptions.Read(call, FigureFormat.For, FigureFormat.All.Select(format => format.Extension));
        if (targets.Count > 0)
        {
            Draw(call, list, targets);
        }
        else if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, list.WriteJson);
        }
        else
        {
            list.WriteText(call.Shell.Drawing, TerminalColors.Of(call));
        }
    }

    private static void Draw(Invocation call, ListSubject list, IReadOnlyList<OutputTarget<FigureFormat>> targets)
    {
        if (call.Has(ReportOptions.Json))
        {
            throw new UsageException(Messages.NotBoth(call.Command, ReportOptions.Json.Name, OutputOptions.Output.Name));
        }

        OutputOptions.Require(call, targets, 1);
        FigureDocument figure = new(list.ToFigure() ?? throw new UsageException(
            Messages.NothingToDraw(list.Name, ListCatalog.All.Where(one => one.ToFigure() is not null).Select(one => one.Name))));
        OutputBatch.Write(call.Shell, targets, (format, stream) =>
        {
            if (format == FigureFormat.Pdf)
            {
                PdfPages.Write(figure, [.. list.ToPages().Select(page => new FigureDocument(page))], stream);
            }
            else
            {
                format.Write(figure, stream);
            }
        });
        call.Say(Messages.WroteList([.. targets.Select(target => target.Path)], list.Name));
    }
}
