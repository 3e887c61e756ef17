using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>Even steps for even factors; what is not positive has no colour: matplotlib's LogNorm.</summary>
/// <param name="vmin">The value at position 0; positive.</param>
/// <param name="vmax">The value at position 1.</param>
public sealed class LogNorm(double vmin, double vmax)
    : TransformedNorm(vmin, vmax, Math.Log10)
{
    internal override (double[] Major, double[] Minor, ITickLabels Labels) Ticks(int space)
    {
        (double[] major, double[] minor) = LogTicks.Choose(Vmin, Vmax, space);
        return (major, minor, PowerLabels.ForDecades(Math.Abs(Math.Log10(Vmax) - Math.Log10(Vmin))));
    }
}
