using System.Collections.Immutable;

namespace AttnExtract.Render.Scales.Bars;

/// <summary>Whether and how colour bars are drawn.</summary>
public sealed record ColorBarOptions
{
    /// <summary>No bar.</summary>
    public static readonly ColorBarOptions None = new() { IsShown = false };

    /// <summary>Whether bars are drawn.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>What the numbers are; may be empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>On which side of the figure its one bar stands; bars of rows and of panels stand to the right.</summary>
    public ColorBarSide Side { get; init; } = ColorBarSide.Right;

    /// <summary>The values that carry a tick; null for those that matplotlib would choose.</summary>
    public ImmutableArray<double>? Ticks { get; init; }
}

/// <summary>On which side of what it explains a colour bar stands.</summary>
public enum ColorBarSide
{
    /// <summary>To the right, upright.</summary>
    Right,

    /// <summary>Below, lying.</summary>
    Bottom,

    /// <summary>To the left, upright, its numbers to the left.</summary>
    Left,

    /// <summary>Above, lying, its numbers above.</summary>
    Top,
}
