using System.CommandLine;
using System.Globalization;
using AttnExtract.Cli.Commands;
using AttnExtract.Render;
using AttnExtract.Render.Colors;

namespace AttnExtract.Cli.Options;

/// <summary>What a figure looks like.</summary>
internal static class FigureOptions
{
    /// <summary>The colours.</summary>
    public static Option<string> Cmap { get; } = new("--cmap")
    {
        HelpName = "NAME",
        Description = $"the colormap, else {Colormaps.Default} (attn list colormaps); or colours: '#fff,#00441b', 'white..#00441b'",
    };

    /// <summary>The lower limit.</summary>
    public static Option<string> Vmin { get; } =
        new("--vmin") { HelpName = "NUMBER", Description = "the value of the first colour, else 0" };

    /// <summary>The upper limit.</summary>
    public static Option<string> Vmax { get; } =
        new("--vmax") { HelpName = "NUMBER", Description = "the value of the last colour, else the largest number shown" };

    /// <summary>Who shares the limits.</summary>
    public static Option<string> Scale { get; } =
        new("--scale") { HelpName = "shared|row|panel", Description = "who shares one scale: all panels (the default), a layer's, none" };

    /// <summary>Where labels stand.</summary>
    public static Option<string> Labels { get; } =
        new("--labels") { HelpName = "outer|all|none", Description = "who carries the tokens: the outer panels (the default), all, none" };

    /// <summary>How fine.</summary>
    public static Option<string> Dpi { get; } = new("--dpi") { HelpName = "NUMBER", Description = "pixels an inch, else 200" };

    private const double LeastDpi = 10;
    private const double MostDpi = 2400;

    private static readonly Choice<ScaleSharing> Sharings =
        new(("shared", ScaleSharing.Figure), ("row", ScaleSharing.Row), ("panel", ScaleSharing.Panel));

    private static readonly Choice<LabelPlacement> Placements =
        new(("outer", LabelPlacement.Outer), ("all", LabelPlacement.Every), ("none", LabelPlacement.None));

    /// <summary>What a command line says of a figure's looks, as a change to any figure.</summary>
    /// <exception cref="UsageException">A name or number makes no sense.</exception>
    public static Func<Figure, Figure> Read(Invocation call)
    {
        string? colormap = ColormapOf(call);
        (double? vmin, double? vmax) = (NumberOf(call, Vmin), NumberOf(call, Vmax));
        ScaleSharing? sharing = Sharings.Read(call, Scale);
        LabelPlacement? labels = Placements.Read(call, Labels);
        double? dpi = NumberOf(call, Dpi);
        if (vmin >= vmax)
        {
            throw new UsageException(Messages.EmptyScale(call.Value(Vmin)!, call.Value(Vmax)!));
        }

        if (dpi is < LeastDpi or > MostDpi)
        {
            throw new UsageException(Messages.BadDpi(call.Value(Dpi)!, LeastDpi, MostDpi));
        }

        return figure => figure.With(colormap: colormap, vmin: vmin, vmax: vmax, sharing: sharing, labels: labels, dpi: dpi);
    }

    private static string? ColormapOf(Invocation call)
    {
        string? name = call.Value(Cmap);
        try
        {
            _ = name is null ? null : Colormaps.Get(name);
            return name;
        }
        catch (FigureException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    private static double? NumberOf(Invocation call, Option<string> option) =>
        call.Value(option) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number
        : throw new UsageException(Messages.BadNumber(option.Name, text));
}
