using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Render;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;

namespace AttnExtract.Cli.Options;

/// <summary>What stands in cells and between them, in seaborn's words.</summary>
internal static class CellOptions
{
    // Of numbers from 0 to 1, so that all are as long.
    private const string OfWeights = ".2f";

    /// <summary>Whether numbers stand in the cells, and which.</summary>
    public static Option<string> Annot { get; } = new("--annot")
    {
        HelpName = "",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "write the numbers into the cells, or at the bars of a chart",
    };

    /// <summary>How numbers are written.</summary>
    public static Option<string> Fmt { get; } = new("--fmt")
    {
        HelpName = "FORMAT",
        Description = $"how they are written, as in Python: .2f, .1%, d; else {NumberFormat.Default}, {OfWeights} of attention weights (implies --annot)",
    };

    /// <summary>How large numbers are.</summary>
    public static Option<string> AnnotSize { get; } =
        new("--annot-size") { HelpName = "POINTS", Description = "how large they are, else what the cells have room for (implies --annot)" };

    /// <summary>Lines between cells.</summary>
    public static Option<string> LineWidths { get; } =
        new("--linewidths") { HelpName = "POINTS", Description = "the width of lines between cells, else none" };

    /// <summary>The colour of lines between cells.</summary>
    public static Option<string> LineColor { get; } =
        new("--linecolor") { HelpName = "COLOR", Description = "the colour of those lines, else white" };

    /// <summary>Those of numbers.</summary>
    public static ImmutableArray<Option> OfNumbers { get; } = [Annot, Fmt, AnnotSize];

    /// <summary>Those of lines.</summary>
    public static ImmutableArray<Option> OfLines { get; } = [LineWidths, LineColor];

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [.. OfNumbers, .. OfLines];

    /// <summary>What a command line says of cells, as a change to any figure.</summary>
    /// <exception cref="UsageException">A format, number or colour makes no sense.</exception>
    public static Func<Figure, Figure> Read(Invocation call)
    {
        AnnotationOptions? annotation = AnnotationOf(call);
        double? lineWidth = Numbers.Read(call, LineWidths);
        if (lineWidth is < 0 or > Figure.MostLineWidth)
        {
            throw new UsageException(Messages.BadLineWidth(LineWidths.Name, call.Value(LineWidths)!));
        }

        Rgba? lineColor = call.Value(LineColor) is { } color ? Usage.Of(() => Rgba.Parse(color)) : null;
        return figure => figure with
        {
            Annotation = annotation is null ? figure.Annotation
                : figure.Annotation?.Mark is { } mark ? annotation with { Mark = mark, WithNumbers = true }
                : annotation,
            LineWidth = lineWidth ?? figure.LineWidth,
            LineColor = lineColor ?? figure.LineColor,
        };
    }

    private static AnnotationOptions? AnnotationOf(Invocation call)
    {
        double? size = Numbers.Read(call, AnnotSize);
        if (size <= 0)
        {
            throw new UsageException(Messages.NotPositive(AnnotSize.Name, call.Value(AnnotSize)!));
        }

        NumberFormat format = call.Value(Fmt) is { } text ? Usage.Of(() => NumberFormat.Parse(text))
            : call.Command is FigureCommand && !call.Has(FigureSourceOptions.Replot) ? NumberFormat.Parse(OfWeights)
            : NumberFormat.Default;
        return call.Has(Annot) || call.Has(Fmt) || call.Has(AnnotSize) ? new() { Format = format, Size = size } : null;
    }
}
