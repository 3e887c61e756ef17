using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Render;
using AttnExtract.Render.Words;

namespace AttnExtract.Cli.Commands;

/// <summary>seaborn.heatmap for a file of numbers.</summary>
internal sealed class HeatmapCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "heatmap";

    /// <inheritdoc/>
    public override string Summary => "draw any file of numbers as seaborn.heatmap would";

    /// <inheritdoc/>
    public override string Usage => "MATRIX  -o FILE  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn heatmap scores.csv -o scores.png", "headers become labels"),
        new("attn heatmap scores.npy --cmap vlag --center 0 --annot --fmt .1f -o scores.pdf", "a diverging map, and the numbers in it"),
        new("attn heatmap scores.csv --norm log --json", "limits, colours and texts as numbers"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => MatrixOptions.Matrix;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, .. CompanionOptions.All,
        MatrixOptions.Array, MatrixOptions.Header, MatrixOptions.Index, MatrixOptions.Mask, MatrixOptions.Square, .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        new(CellOptions.Annot, new("[FILE]", "write the numbers into the cells, or the numbers or texts of another file")),
        new(FigureOptions.Vmin, new(FigureOptions.Vmin.HelpName, "the value of the first colour, else the smallest number")),
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        FigureFiles files = FigureFiles.Read(call);
        Func<Figure, Figure> style = FigureOptions.Read(call);
        bool isShown = files.IsEmpty && TerminalView.IsWanted(call);
        if (files.IsEmpty && !isShown && !call.Has(ReportOptions.Json))
        {
            throw new UsageException(Messages.NoHeatmapTarget());
        }

        files.Require(1);
        if (!files.IsEmpty)
        {
            HeadStart.ForFigure();
        }

        Figure figure = style(MatrixOptions.Read(call));
        call.Timings.Mark("numbers");
        if (isShown)
        {
            files.Warn(figure);
            TerminalView.Write(call, figure);
        }

        IReadOnlyList<string> written = files.IsEmpty ? [] : files.Write(figure, 0, 1);
        if (call.Has(ReportOptions.Json))
        {
            WriteReport(call.Shell, figure);
        }

        if (written.Count > 0)
        {
            call.Say(Messages.WroteHeatmap(written, figure.Panels[0].Values));
        }
    }

    private static void WriteReport(Shell shell, Figure figure)
    {
        shell.Out.Flush();
        figure.WriteReport(shell.Output);
        shell.Out.WriteLine();
    }
}
