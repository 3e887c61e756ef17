using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Render;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Cli.Options;

/// <summary>What a figure looks like.</summary>
internal static class FigureOptions
{
    /// <summary>The colours.</summary>
    public static Option<string> Cmap { get; } = new("--cmap")
    {
        HelpName = "NAME",
        Description = $"the colormap (attn list colormaps), else {Colormaps.Default}, and of more and less vlag, {Colormaps.DefaultCentered} on a dark page; "
            + "or colours: '#fff,#00441b', 'white..#00441b'",
    };

    /// <summary>The lower limit.</summary>
    public static Option<string> Vmin { get; } = new("--vmin")
    {
        HelpName = "NUMBER",
        Description = "the value of the first colour, else 0 for attention, the smallest number of a matrix",
    };

    /// <summary>The upper limit.</summary>
    public static Option<string> Vmax { get; } =
        new("--vmax") { HelpName = "NUMBER", Description = "the value of the last colour, else the largest number shown" };

    /// <summary>The middle.</summary>
    public static Option<string> Center { get; } =
        new("--center") { HelpName = "NUMBER", Description = "the value of the middle colour; the colormap is stretched, the limits stay" };

    /// <summary>Whether extremes count.</summary>
    public static Option<bool> Robust { get; } =
        ReportOptions.Flag("--robust", "limits that are not given are the 2nd and the 98th percentile, not the extremes");

    /// <summary>Who shares the limits.</summary>
    public static Option<string> Scale { get; } =
        new("--scale") { HelpName = "shared|row|panel", Description = "who shares one scale: all panels of a measure (the default), a row's, none" };

    /// <summary>Where labels stand.</summary>
    public static Option<string> Labels { get; } =
        new("--labels") { HelpName = "outer|all|none", Description = "who carries the tokens: the outer panels (the default), all, none" };

    /// <summary>How fine.</summary>
    public static Option<string> Dpi { get; } = new("--dpi") { HelpName = "NUMBER", Description = "pixels an inch, else 200" };

    /// <summary>What any figure takes.</summary>
    public static ImmutableArray<Option> All { get; } =
    [
        Cmap, Vmin, Vmax, Center, Robust, .. NormChoices.All,
        .. CellOptions.All, .. BarOptions.All, .. LabelOptions.All, .. TitleOptions.All, Dpi, .. PageOptions.All,
    ];

    private static readonly Choice<ScaleSharing> Sharings =
        new(("shared", ScaleSharing.Figure), ("row", ScaleSharing.Row), ("panel", ScaleSharing.Panel));

    private static readonly Choice<LabelPlacement> Placements =
        new(("outer", LabelPlacement.Outer), ("all", LabelPlacement.Every), ("none", LabelPlacement.None));

    /// <summary>What a command line says of a figure's looks, as a change to any figure.</summary>
    /// <exception cref="UsageException">A name or number makes no sense.</exception>
    public static Func<Figure, Figure> Read(Invocation call)
    {
        Func<Figure, Figure>[] changes =
        [
            ReadScale(call), CellOptions.Read(call), BarOptions.Read(call), LabelOptions.Read(call), TitleOptions.Read(call), ReadGrid(call),
            PageOptions.Read(call),
        ];
        return figure => changes.Aggregate(figure, (changed, change) => change(changed));
    }

    /// <summary>Remarks that what a command line says of a figure changes nothing, where none is drawn.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="isDrawn">Whether one is.</param>
    /// <param name="others">Options of its command that choose among figures.</param>
    public static void RemarkUnused(Invocation call, bool isDrawn, params IEnumerable<Option> others)
    {
        string[] unused = isDrawn ? [] : [.. All.Concat(others).Where(call.Has).Select(option => option.Name)];
        if (unused.Length > 0)
        {
            call.Note(Messages.NoFigureToChange(unused));
        }
    }

    /// <summary>Remarks that what a command line says of cells changes nothing, where the figure is a chart.</summary>
    public static void RemarkWithoutCells(Invocation call, Figure figure)
    {
        bool hasBars = figure.Panels.Any(panel => panel.Chart?.Series.Any(series => series.Shape == ChartShape.Bars) == true);
        Option[] ofCells =
        [
            Cmap, Vmin, Vmax, Center, Robust, Scale, .. NormChoices.All, .. BarOptions.All,
            .. CellOptions.OfLines, .. hasBars ? [] : CellOptions.OfNumbers, PageOptions.Cells,
        ];
        string[] unused = [.. ofCells.Where(call.Has).Select(option => option.Name)];
        if (unused.Length > 0 && figure.Panels.All(panel => panel.Chart is not null))
        {
            call.Note(Messages.NoCellsToChange(unused));
        }
    }

    private static Func<Figure, Figure> ReadScale(Invocation call)
    {
        Colormap? colormap = call.Value(Cmap) is { } name ? Usage.Of(() => Colormaps.Get(name)) : null;
        (double? vmin, double? vmax) = (Numbers.Read(call, Vmin), Numbers.Read(call, Vmax));
        double? center = Numbers.Read(call, Center);
        bool isRobust = call.Has(Robust);
        NormOptions? norm = NormChoices.Read(call);
        if (vmin >= vmax)
        {
            throw new UsageException(Messages.EmptyScale(call.Value(Vmin)!, call.Value(Vmax)!));
        }

        // A limit that the figure has of itself makes way for what is asked for: 0 for a logarithm, the extremes for percentiles.
        bool GivesWay(double? limit) => isRobust || (norm?.Kind == "log" && limit <= 0);
        ScaleOptions Changed(ScaleOptions scale) => scale with
        {
            Colormap = colormap ?? scale.Colormap,
            Vmin = vmin ?? (GivesWay(scale.Vmin) ? null : scale.Vmin),
            Vmax = vmax ?? scale.Vmax,
            Center = center ?? scale.Center,
            Robust = isRobust || scale.Robust,
            Norm = norm ?? scale.Norm,
        };
        return figure => figure with
        {
            Scale = Changed(figure.Scale),
            Panels = [.. figure.Panels.Select(panel => panel.Scale is { } own ? panel with { Scale = Changed(own) } : panel)],
        };
    }

    private static Func<Figure, Figure> ReadGrid(Invocation call)
    {
        ScaleSharing? sharing = Sharings.Read(call, Scale);
        LabelPlacement? labels = Placements.Read(call, Labels);
        return figure => figure.With(sharing: sharing, labels: labels);
    }
}
