using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>
/// Even steps for even shares of the numbers: a value's position is the share of numbers below it, so that every colour
/// covers as many cells as every other. Equal numbers share the middle of their ranks.
/// </summary>
public sealed class RankNorm : Norm
{
    private const int TickCount = 5;

    private readonly double[] _sorted;

    /// <summary>Ranks values among numbers.</summary>
    /// <param name="vmin">Numbers below take no part and lie below all colours.</param>
    /// <param name="vmax">Numbers above take no part and lie above all colours.</param>
    /// <param name="numbers">The numbers; NaN takes no part.</param>
    public RankNorm(double vmin, double vmax, IEnumerable<double> numbers)
        : base(vmin, vmax)
    {
        _sorted = [.. numbers.Where(number => number >= vmin && number <= vmax).Order()];
    }

    /// <inheritdoc/>
    public override double Position(double value)
    {
        if (double.IsNaN(value) || value < Vmin || value > Vmax)
        {
            return double.IsNaN(value) ? double.NaN : value < Vmin ? -1 : 2;
        }

        if (_sorted.Length < 2)
        {
            return 0;
        }

        int below = Count(value, orEqual: false);
        int equal = Count(value, orEqual: true) - below;
        return Math.Clamp((below + ((equal - 1) / 2.0)) / (_sorted.Length - 1), 0, 1);
    }

    // At even places along the bar, the numbers that stand there.
    internal override (double[] Major, double[] Minor, ITickLabels Labels) Ticks(int space)
    {
        int count = _sorted.Length == 0 ? 0 : Math.Clamp(space + 1, 2, TickCount);
        double[] ticks = [.. Enumerable.Range(0, count).Select(i => Quantile.Of(_sorted, (double)i / (count - 1))).Distinct()];
        return (ticks, [], new ShortLabels(ticks));
    }

    // Where there are no ranks, the limits still have places.
    internal override double BarPosition(double value) =>
        _sorted.Length < 2 ? (value - Vmin) / (Vmax - Vmin) : Position(value);

    private int Count(double value, bool orEqual)
    {
        (int low, int high) = (0, _sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isBefore = orEqual ? _sorted[middle] <= value : _sorted[middle] < value;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
