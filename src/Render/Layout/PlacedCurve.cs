using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Layout;

/// <summary>A line, or an area, placed.</summary>
/// <param name="Points">Its points in order, in pixels; of an area, its outline.</param>
/// <param name="Color">Its colour, which may let through what lies below.</param>
/// <param name="IsArea">Whether the outline is filled instead of drawn.</param>
/// <param name="Width">The width of a line in pixels.</param>
/// <param name="Dash">The length of its dashes and of the gaps between them in pixels; 0 for a line without gaps.</param>
public sealed record PlacedCurve(IReadOnlyList<(double X, double Y)> Points, Rgba Color, bool IsArea, double Width, double Dash);
