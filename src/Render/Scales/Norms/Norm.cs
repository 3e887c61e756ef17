using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>
/// How a number becomes a position on the colormap: the limits go to 0 and 1, what lies outside goes outside, NaN stays.
/// Computed in double precision in matplotlib's order of operations, so that cells on a border fall on its side.
/// </summary>
/// <param name="vmin">The value at position 0.</param>
/// <param name="vmax">The value at position 1.</param>
public abstract class Norm(double vmin, double vmax)
{
    /// <summary>The value at position 0.</summary>
    public double Vmin { get; } = vmin;

    /// <summary>The value at position 1.</summary>
    public double Vmax { get; } = vmax;

    /// <summary>The position of a value; below 0 and above 1 outside the limits, NaN for what has none.</summary>
    public abstract double Position(double value);

    /// <summary>The positions of values, one for each.</summary>
    internal virtual void Positions(ReadOnlySpan<double> values, Span<double> positions)
    {
        for (int i = 0; i < values.Length; i++)
        {
            positions[i] = Position(values[i]);
        }
    }

    /// <summary>Where a value stands along a colour bar, 0 at the lower end.</summary>
    internal virtual double BarPosition(double value) => Position(value);

    /// <summary>The colours of a bar in even steps, the lowest first.</summary>
    internal virtual IReadOnlyList<Rgba> BarColors(Colormap colormap) => colormap.Colors;

    /// <summary>The ticks that matplotlib chooses where <paramref name="space"/> labels have room, and how it writes them.</summary>
    internal virtual (double[] Major, double[] Minor, ITickLabels Labels) Ticks(int space)
    {
        double[] ticks = LinearTicks.Choose(Vmin, Vmax, Math.Clamp(space, 1, 9));
        return (ticks, [], new ScalarLabels(ticks, Vmin, Vmax));
    }
}
