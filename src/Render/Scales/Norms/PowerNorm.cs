namespace AttnExtract.Render.Scales.Norms;

/// <summary>A power of the even steps; what lies below the lower limit is drawn as the limit: matplotlib's PowerNorm.</summary>
/// <param name="vmin">The value at position 0.</param>
/// <param name="vmax">The value at position 1; where it equals <paramref name="vmin"/>, everything is at 0.</param>
/// <param name="gamma">The exponent; below 1 it spreads out small values.</param>
public sealed class PowerNorm(double vmin, double vmax, double gamma) : Norm(vmin, vmax)
{
    /// <inheritdoc/>
    public override double Position(double value) =>
        double.IsNaN(value) ? double.NaN
        : Vmin == Vmax ? 0
        : Math.Pow(Math.Max(0, value - Vmin), gamma) / Math.Pow(Vmax - Vmin, gamma);
}
