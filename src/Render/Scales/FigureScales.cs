using AttnExtract.Ground;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Scales;

/// <summary>Settles the colour scales of a figure by who shares them.</summary>
internal static class FigureScales
{
    /// <summary>The scale of every panel, in the figure's order; panels that share one have the very same.</summary>
    /// <exception cref="AttnExtractException">The limits contradict each other, or there is no number to take them from.</exception>
    public static IReadOnlyList<ColorScale> Resolve(Figure figure)
    {
        Dictionary<(int Key, Colormap? Map), ColorScale> scales = [];
        foreach (IGrouping<(int Key, Colormap? Map), (Panel Panel, int Key)> group in Keyed(figure)
            .GroupBy(item => (item.Key, item.Panel.Colormap)))
        {
            ScaleOptions options = figure.Scale with { Colormap = group.Key.Map ?? figure.Scale.Colormap };
            scales.Add(group.Key, ColorScale.Resolve(options, group.Select(item => item.Panel.Values)));
        }

        return [.. Keyed(figure).Select(item => scales[(item.Key, item.Panel.Colormap)])];
    }

    private static IEnumerable<(Panel Panel, int Key)> Keyed(Figure figure) =>
        figure.Panels.Select((panel, i) => (panel, figure.Sharing switch
        {
            ScaleSharing.Panel => i,
            ScaleSharing.Row => panel.Row,
            _ => 0,
        }));
}
