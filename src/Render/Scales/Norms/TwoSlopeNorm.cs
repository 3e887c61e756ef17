namespace AttnExtract.Render.Scales.Norms;

/// <summary>A middle that means something, with its own even steps on either side: matplotlib's TwoSlopeNorm.</summary>
/// <param name="vmin">The value at position 0.</param>
/// <param name="vmax">The value at position 1.</param>
/// <param name="vcenter">The value at position 0.5; between the other two.</param>
public sealed class TwoSlopeNorm(double vmin, double vmax, double vcenter) : Norm(vmin, vmax)
{
    /// <inheritdoc/>
    public override double Position(double value) =>
        value < Vmin ? double.NegativeInfinity
        : value > Vmax ? double.PositiveInfinity
        : value == vcenter ? 0.5
        : value == Vmax ? 1
        : value < vcenter ? 0.5 / (vcenter - Vmin) * (value - Vmin)
        : (0.5 / (Vmax - vcenter) * (value - vcenter)) + 0.5;
}
