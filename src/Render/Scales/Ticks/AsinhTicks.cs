namespace AttnExtract.Render.Scales.Ticks;

/// <summary>
/// Powers of ten near even places of an asinh axis, as matplotlib's AsinhLocator chooses them; written from its
/// documentation and checked against its output.
/// </summary>
internal static class AsinhTicks
{
    private const int Places = 11;
    private const double NearlySymmetric = 0.2;

    /// <summary>Ticks at <paramref name="multiples"/> of the powers.</summary>
    public static double[] Choose(double vmin, double vmax, double linearWidth, double[] multiples)
    {
        if (vmin * vmax < 0 && Math.Abs(1 + (vmax / vmin)) < NearlySymmetric)
        {
            double bound = Math.Max(Math.Abs(vmin), Math.Abs(vmax));
            (vmin, vmax) = (-bound, bound);
        }

        double low = linearWidth * Math.Asinh(vmin / linearWidth);
        double high = linearWidth * Math.Asinh(vmax / linearWidth);
        IEnumerable<double> places = Enumerable.Range(0, Places)
            .Select(i => i == Places - 1 ? high : low + (i * ((high - low) / (Places - 1))));
        if (low * high < 0)
        {
            places = places.Where(place => Math.Abs(place / (high - low)) > 0.5 / Places).Append(0);
        }

        double[] ticks = [.. places.Select(place => Power(linearWidth * Math.Sinh(place / linearWidth), place == 0))
            .SelectMany(power => multiples.Select(multiple => power * multiple)).Distinct().Order()];
        return ticks.Length >= 2
            ? ticks
            : [.. Enumerable.Range(0, Places).Select(i => vmin + (i * ((vmax - vmin) / (Places - 1))))];
    }

    private static double Power(double value, bool isZero) =>
        isZero ? 0 : Math.CopySign(Math.Pow(10, Math.Floor(Math.Log(Math.Abs(value)) / Math.Log(10))), value);
}
