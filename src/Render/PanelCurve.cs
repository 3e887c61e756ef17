using System.Collections.Immutable;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render;

/// <summary>A line, or an area, over the cells of a panel.</summary>
/// <param name="Points">Its points in order; of an area, its outline.</param>
/// <param name="Color">Its colour.</param>
/// <param name="IsArea">Whether the outline is filled instead of drawn.</param>
public sealed record PanelCurve(ImmutableArray<CurvePoint> Points, Rgba Color, bool IsArea = false)
{
    /// <summary>The width of a line in points.</summary>
    public double Width { get; init; } = 1.2;
}
