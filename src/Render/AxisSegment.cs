namespace AttnExtract.Render;

/// <summary>A stretch of rows or columns that belong together, such as the first text of a pair.</summary>
/// <param name="Start">The 0-based first.</param>
/// <param name="End">One past the last.</param>
/// <param name="Name">What stands at its bracket.</param>
public sealed record AxisSegment(int Start, int End, string Name);
