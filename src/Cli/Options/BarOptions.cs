using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Render;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Cli.Options;

/// <summary>The colour bar.</summary>
internal static class BarOptions
{
    /// <summary>Whether there is one.</summary>
    public static Option<string> Cbar { get; } = new("--cbar") { HelpName = "on|off", Description = "whether a colour bar is drawn, else on" };

    /// <summary>What it is called.</summary>
    public static Option<string> Label { get; } = new("--cbar-label") { HelpName = "TEXT", Description = "what its numbers are" };

    /// <summary>Where it stands.</summary>
    public static Option<string> Location { get; } =
        new("--cbar-location") { HelpName = "right|left|bottom|top", Description = "where the one bar of a figure stands, else right" };

    /// <summary>Its ticks.</summary>
    public static Option<string> Ticks { get; } =
        new("--cbar-ticks") { HelpName = "A,B,C", Description = "the numbers that it names, else those that matplotlib would choose" };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Cbar, Label, Location, Ticks];

    private static readonly Choice<bool> Shown = new(("on", true), ("off", false));

    private static readonly Choice<ColorBarSide> Sides = new(
        ("right", ColorBarSide.Right), ("left", ColorBarSide.Left), ("bottom", ColorBarSide.Bottom), ("top", ColorBarSide.Top));

    /// <summary>What a command line says of the bar, as a change to any figure.</summary>
    /// <exception cref="UsageException">A word or number makes no sense.</exception>
    public static Func<Figure, Figure> Read(Invocation call)
    {
        bool? isShown = Shown.Read(call, Cbar);
        string? label = call.Value(Label);
        ColorBarSide? side = Sides.Read(call, Location);
        ImmutableArray<double>? ticks = Numbers.ReadList(call, Ticks) is { } numbers ? [.. numbers] : null;
        return figure => figure with
        {
            ColorBar = figure.ColorBar with
            {
                IsShown = isShown ?? figure.ColorBar.IsShown,
                Label = label ?? figure.ColorBar.Label,
                Side = side ?? figure.ColorBar.Side,
                Ticks = ticks ?? figure.ColorBar.Ticks,
            },
        };
    }
}
