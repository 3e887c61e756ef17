namespace AttnExtract.Extract.Statistics;

/// <summary>Quantiles, linear between neighbours.</summary>
internal static class Quantiles
{
    /// <summary>The number below which a share of some sorted numbers lies; NaN where there is none.</summary>
    public static double Of(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double from = sorted[below];
        double to = sorted[Math.Min(below + 1, sorted.Length - 1)];

        // Between two infinities there is nothing to reckon.
        return from == to ? from : from + ((place - below) * (to - from));
    }
}
