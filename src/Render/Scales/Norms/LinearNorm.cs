namespace AttnExtract.Render.Scales.Norms;

/// <summary>Even steps from limit to limit: matplotlib's Normalize.</summary>
/// <param name="vmin">The value at position 0.</param>
/// <param name="vmax">The value at position 1; where it equals <paramref name="vmin"/>, everything is in the middle.</param>
public sealed class LinearNorm(double vmin, double vmax) : Norm(vmin, vmax)
{
    /// <inheritdoc/>
    public override double Position(double value) =>
        Vmin == Vmax ? (double.IsNaN(value) ? double.NaN : 0.5) : (value - Vmin) / (Vmax - Vmin);

    // Of a large table it is asked for every cell.
    internal override void Positions(ReadOnlySpan<double> values, Span<double> positions)
    {
        if (Vmin == Vmax)
        {
            base.Positions(values, positions);
            return;
        }

        (double least, double range) = (Vmin, Vmax - Vmin);
        for (int i = 0; i < values.Length; i++)
        {
            positions[i] = (values[i] - least) / range;
        }
    }
}
