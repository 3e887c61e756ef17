using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>Logarithmic on both sides of zero and linear around it: matplotlib's SymLogNorm with base 10.</summary>
/// <param name="vmin">The value at position 0.</param>
/// <param name="vmax">The value at position 1.</param>
/// <param name="linthresh">Up to this distance from zero the scale is linear.</param>
/// <param name="linscale">How many decades the linear part is wide on either side.</param>
public sealed class SymlogNorm(double vmin, double vmax, double linthresh, double linscale)
    : TransformedNorm(vmin, vmax, value => Transform(value, linthresh, linscale))
{
    private const double Base = 10;

    internal override (double[] Major, double[] Minor, ITickLabels Labels) Ticks(int space) =>
        (SymlogTicks.Choose(Vmin, Vmax, linthresh), [], PowerLabels.ForDecades(Decades()));

    // As matplotlib's SymmetricalLogTransform; the slope makes the two parts meet.
    private static double Transform(double value, double linthresh, double linscale)
    {
        double slope = linscale / (1 - (1 / Base));
        double magnitude = Math.Abs(value);
        return magnitude <= linthresh
            ? value * slope
            : Math.CopySign(linthresh, value) * (slope + (Math.Log(magnitude / linthresh) / Math.Log(Base)));
    }

    // How many decades of the bar are logarithmic.
    private double Decades() =>
        (Vmin < -linthresh ? Math.Log10(Vmin / Math.Min(Vmax, -linthresh)) : 0)
        + (Vmax > linthresh ? Math.Log10(Vmax / Math.Max(Vmin, linthresh)) : 0);
}
