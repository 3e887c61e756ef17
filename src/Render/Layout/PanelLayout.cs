using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Layout;

/// <summary>One heatmap, placed.</summary>
/// <param name="Panel">What it shows.</param>
/// <param name="Scale">How its numbers become colours.</param>
/// <param name="Cells">Where its cells lie: whole pixels, a whole number of them for each cell.</param>
/// <param name="Frame">The line around the cells, which covers none of them.</param>
/// <param name="Ticks">The short strokes between cells and labels, and brackets.</param>
/// <param name="Dividers">Lines across the cells, each with a darker one of its width beside it.</param>
public sealed record PanelLayout(
    Panel Panel, ColorScale Scale, Rect Cells, Rect Frame, IReadOnlyList<Rect> Ticks, IReadOnlyList<Rect> Dividers);
