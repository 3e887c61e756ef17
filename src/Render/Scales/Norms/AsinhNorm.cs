using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>Nearly linear around zero and nearly logarithmic far from it, without a seam: matplotlib's AsinhNorm.</summary>
/// <param name="vmin">The value at position 0.</param>
/// <param name="vmax">The value at position 1.</param>
/// <param name="linearWidth">The distance from zero within which it is nearly linear.</param>
public sealed class AsinhNorm(double vmin, double vmax, double linearWidth)
    : TransformedNorm(vmin, vmax, value => linearWidth * Math.Asinh(value / linearWidth))
{
    internal override (double[] Major, double[] Minor, ITickLabels Labels) Ticks(int space) =>
        (AsinhTicks.Choose(Vmin, Vmax, linearWidth, [1]), AsinhTicks.Choose(Vmin, Vmax, linearWidth, [2, 5]),
            PowerLabels.ForDecades(Math.Abs(Math.Log10(Math.Abs(Vmax)) - Math.Log10(Math.Abs(Vmin)))));
}
