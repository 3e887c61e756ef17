using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Scales;

/// <summary>What the user says about colours and limits, in seaborn's words; null leaves it to the data.</summary>
public sealed record ScaleOptions
{
    /// <summary>The colormap; null for seaborn's default, <c>rocket</c>.</summary>
    public Colormap? Colormap { get; init; }

    /// <summary>The value of the first colour; null for the smallest number.</summary>
    public double? Vmin { get; init; }

    /// <summary>The value of the last colour; null for the largest number.</summary>
    public double? Vmax { get; init; }
}
