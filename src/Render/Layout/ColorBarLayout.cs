using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Layout;

/// <summary>One colour bar, placed; its labels are among the page's texts.</summary>
/// <param name="Scale">What it explains.</param>
/// <param name="Bar">Where its colours lie, the highest on top or to the right.</param>
/// <param name="Frame">The line around it.</param>
/// <param name="Ticks">The strokes between bar and labels.</param>
/// <param name="IsUpright">Whether it stands; else it lies.</param>
public sealed record ColorBarLayout(ColorScale Scale, Rect Bar, Rect Frame, IReadOnlyList<Rect> Ticks, bool IsUpright);
