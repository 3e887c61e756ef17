namespace AttnExtract.Render.Scales;

/// <summary>What stands along a colour bar.</summary>
/// <param name="Ticks">Values within the limits, ascending, with their labels.</param>
/// <param name="Shared">What stands once beside the bar, such as <c>1e−5</c>; usually empty.</param>
public sealed record ColorBarTicks(IReadOnlyList<(double Value, string Label)> Ticks, string Shared)
{
    /// <summary>The ticks that matplotlib chooses for a bar of that length.</summary>
    /// <param name="norm">The norm that the bar shows.</param>
    /// <param name="lengthPoints">Its long side in points.</param>
    /// <param name="fontSizePoints">The size of its labels in points.</param>
    /// <param name="vertical">Whether the long side stands upright: lines of text need less room than words.</param>
    public static ColorBarTicks For(Norm norm, double lengthPoints, double fontSizePoints, bool vertical = true)
    {
        int intervals = Math.Clamp((int)Math.Floor(lengthPoints / (fontSizePoints * (vertical ? 2 : 3))), 1, 9);
        double[] ticks = LinearTicks.Choose(norm.Vmin, norm.Vmax, intervals);
        ScalarLabels labels = new(ticks, norm.Vmin, norm.Vmax);
        double slop = (norm.Vmax - norm.Vmin) * 1e-10;
        return new(
            [.. ticks.Where(tick => tick >= norm.Vmin - slop && tick <= norm.Vmax + slop).Select(tick => (tick, labels[tick]))],
            labels.Shared);
    }
}
