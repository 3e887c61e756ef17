using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Render.Scales;

/// <summary>What the user says about colours and limits, in seaborn's words; null leaves it to the data.</summary>
public sealed record ScaleOptions
{
    /// <summary>For numbers that say more or less: their middle is 0, and nothing is the colour of the page.</summary>
    public static ScaleOptions AroundZero { get; } = new() { Center = 0, FollowsTheme = true };

    /// <summary>The colormap; null for seaborn's default, <c>rocket</c>, or <c>icefire</c> with a centre.</summary>
    public Colormap? Colormap { get; init; }

    /// <summary>The value of the first colour; null for the smallest number.</summary>
    public double? Vmin { get; init; }

    /// <summary>The value of the last colour; null for the largest number.</summary>
    public double? Vmax { get; init; }

    /// <summary>The value of the middle colour. As in seaborn the limits stay; the colormap is resampled around it.</summary>
    public double? Center { get; init; }

    /// <summary>
    /// Whether a colormap left open is the one whose beginning, or with a centre whose middle, is as light or dark as the page, so that what is nothing
    /// is seen least; else seaborn's.
    /// </summary>
    public bool FollowsTheme { get; init; }

    /// <summary>Whether limits left open are the 2nd and the 98th percentile instead of the extremes.</summary>
    public bool Robust { get; init; }

    /// <summary>How numbers are placed between the limits.</summary>
    public NormOptions Norm { get; init; } = NormOptions.Linear;
}
