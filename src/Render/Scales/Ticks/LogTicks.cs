namespace AttnExtract.Render.Scales.Ticks;

/// <summary>
/// Powers of ten on a logarithmic axis and their multiples between, as matplotlib's LogLocator chooses them; written from
/// its documentation and checked against its output.
/// </summary>
internal static class LogTicks
{
    private static readonly double[] Multiples = [2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>Ticks where <paramref name="space"/> labels have room.</summary>
    public static (double[] Major, double[] Minor) Choose(double vmin, double vmax, int space)
    {
        double low = Math.Log(vmin) / Math.Log(10);
        double high = Math.Log(vmax) / Math.Log(10);
        int decades = (int)(Math.Floor(high) - Math.Ceiling(low));
        int stride = ((decades + 1) / Math.Clamp(space, 2, 9)) + 1;
        stride = stride >= decades ? Math.Max(1, decades - 1) : stride;

        List<double> major = [];
        for (int power = (int)Math.Floor(low) - stride; power < (int)Math.Ceiling(high) + (2 * stride); power += stride)
        {
            major.Add(Math.Pow(10, power));
        }

        if (stride > 1 || decades > 10)
        {
            return ([.. major], []);
        }

        double[] minor = [.. major.SelectMany(power => Multiples.Select(multiple => multiple * power))];
        return ([.. major], minor.Count(tick => tick >= vmin && tick <= vmax) > 1 ? minor : LinearTicks.Choose(vmin, vmax, 9));
    }
}
