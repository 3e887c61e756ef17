using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Render.Scales;

/// <summary>Settles the colour scales of a figure by who shares them.</summary>
internal static class FigureScales
{
    // A chart has no cells to colour.
    private static readonly Lazy<ColorScale> OfCharts = new(() => new(Colormaps.Get(Colormaps.Default), new LinearNorm(0, 1)));

    /// <summary>The scale of every panel, in the figure's order; panels that share one have the very same.</summary>
    /// <exception cref="AttnExtractException">The limits contradict each other, or there is no number to take them from.</exception>
    public static IReadOnlyList<ColorScale> Resolve(Figure figure)
    {
        Dictionary<(int Place, string Measure, Colormap? Map, ScaleOptions Options), ColorScale> scales = figure.Panels.Index()
            .Where(panel => panel.Item.Chart is null)
            .GroupBy(panel => Key(figure, panel), panel => panel.Item)
            .ToDictionary(group => group.Key, group => ColorScale.Resolve(
                group.Key.Options with { Colormap = group.Key.Map ?? group.Key.Options.Colormap ?? OfTheme(group.Key.Options, figure.Theme) },
                group.Select(panel => panel.Values)));
        return [.. figure.Panels.Index().Select(panel => panel.Item.Chart is null ? scales[Key(figure, panel)] : OfCharts.Value)];
    }

    private static Colormap? OfTheme(ScaleOptions options, Theme theme) =>
        options.FollowsTheme ? Colormaps.Get(options.Center is null ? theme.Sequential : theme.Diverging) : null;

    private static (int Place, string Measure, Colormap? Map, ScaleOptions Options) Key(Figure figure, (int Index, Panel Panel) panel)
    {
        int place = figure.Sharing switch
        {
            ScaleSharing.Panel => panel.Index,
            ScaleSharing.Row => panel.Panel.Row,
            _ => 0,
        };
        return (place, panel.Panel.Measure, panel.Panel.Colormap, panel.Panel.Scale ?? figure.Scale);
    }
}
