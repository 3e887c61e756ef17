namespace AttnExtract.Render.Scales.Norms;

/// <summary>Even steps on a transformed axis: what matplotlib makes from a scale (make_norm_from_scale).</summary>
/// <param name="vmin">The value at position 0.</param>
/// <param name="vmax">The value at position 1; where it equals <paramref name="vmin"/>, everything is in the middle.</param>
/// <param name="transform">The axis on which steps are even; not a finite number for values that have no place on it.</param>
public abstract class TransformedNorm(double vmin, double vmax, Func<double, double> transform) : Norm(vmin, vmax)
{
    private readonly double _low = transform(vmin);
    private readonly double _high = transform(vmax);

    /// <inheritdoc/>
    public sealed override double Position(double value)
    {
        if (Vmin == Vmax)
        {
            return double.IsNaN(value) ? double.NaN : 0.5;
        }

        double position = (transform(value) - _low) / (_high - _low);
        return double.IsInfinity(position) ? double.NaN : position;
    }
}
