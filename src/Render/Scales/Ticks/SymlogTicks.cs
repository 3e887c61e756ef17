namespace AttnExtract.Render.Scales.Ticks;

/// <summary>
/// Zero and the powers of ten on either side, as matplotlib's SymmetricalLogLocator chooses them; written from its
/// documentation and checked against its output.
/// </summary>
internal static class SymlogTicks
{
    private const int MostTicks = 15;

    /// <summary>Ticks between the limits; the limits themselves where all is linear.</summary>
    public static double[] Choose(double vmin, double vmax, double linthresh)
    {
        if (-linthresh < vmin && vmax < linthresh)
        {
            return [vmin, vmax];
        }

        bool hasLower = vmin < -linthresh;
        bool hasUpper = vmax > linthresh;
        bool hasMiddle = (hasLower && vmax > -linthresh) || (hasUpper && vmin < linthresh);

        // matplotlib counts the powers up to the limit plus one, not up to the limit.
        (int lowerFrom, int lowerTo) = hasLower ? Powers(Math.Abs(Math.Min(-linthresh, vmax)), Math.Abs(vmin) + 1) : (0, 0);
        (int upperFrom, int upperTo) = hasUpper ? Powers(Math.Max(linthresh, vmin), vmax + 1) : (0, 0);
        int total = lowerTo - lowerFrom + upperTo - upperFrom + (hasMiddle ? 1 : 0);
        int stride = Math.Max(total / (MostTicks - 1), 1);
        return
        [
            .. Strided(lowerFrom, lowerTo, stride).Reverse().Select(power => -power),
            .. hasMiddle ? [0.0] : (double[])[],
            .. Strided(upperFrom, upperTo, stride),
        ];
    }

    private static (int From, int To) Powers(double low, double high) =>
        ((int)Math.Floor(Math.Log(low) / Math.Log(10)), (int)Math.Ceiling(Math.Log(high) / Math.Log(10)));

    private static IEnumerable<double> Strided(int from, int to, int stride)
    {
        for (int power = from; power < to; power += stride)
        {
            yield return Math.Pow(10, power);
        }
    }
}
