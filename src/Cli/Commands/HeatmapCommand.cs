using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Render;
using AttnExtract.Render.Formats;

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
        OutputOptions.Output, OutputOptions.Format, MatrixOptions.Array, MatrixOptions.Mask, MatrixOptions.Square,
        .. FigureOptions.All,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        IReadOnlyList<OutputTarget<FigureFormat>> targets =
            OutputOptions.Read(call, FigureFormat.For, FigureFormat.All.Select(format => format.Extension));
        Func<Figure, Figure> style = FigureOptions.Read(call);
        if (targets.Count == 0 && !call.Has(ReportOptions.Json))
        {
            throw new UsageException(Messages.NoHeatmapTarget());
        }

        OutputOptions.Require(targets, 1);
        Figure figure = style(MatrixOptions.Read(call));
        call.Timings.Mark("numbers");
        foreach (OutputTarget<FigureFormat> target in targets)
        {
            target.Write(call.Shell, stream => target.Format.Write(figure, stream));
        }

        call.Timings.Mark("figure");
        Report(call, figure, [.. targets.Select(target => target.Path)]);
    }

    private static void Report(Invocation call, Figure figure, IReadOnlyList<string> files)
    {
        if (call.Has(ReportOptions.Json))
        {
            call.Shell.Out.Flush();
            figure.WriteReport(call.Shell.Output);
            call.Shell.Out.WriteLine();
        }

        if (files.Count > 0)
        {
            call.Say(Messages.WroteHeatmap(files, figure.Panels[0].Values));
        }
    }
}
