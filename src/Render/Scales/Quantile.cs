namespace AttnExtract.Render.Scales;

/// <summary>Numbers at a share of sorted numbers, interpolated linearly in numpy's order of operations.</summary>
internal static class Quantile
{
    /// <summary>The number below which that share (0..1) of the sorted numbers lies.</summary>
    public static double Of(IReadOnlyList<double> sorted, double share)
    {
        double place = share * (sorted.Count - 1);
        int below = Math.Min((int)Math.Floor(place), sorted.Count - 1);
        int above = Math.Min(below + 1, sorted.Count - 1);
        double part = place - below;
        double step = sorted[above] - sorted[below];
        return part >= 0.5 ? sorted[above] - (step * (1 - part)) : sorted[below] + (step * part);
    }
}
