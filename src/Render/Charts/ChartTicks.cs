using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Charts;

/// <summary>The numbers along an axis, in its order.</summary>
/// <param name="Ticks">Where they stand, and what they say.</param>
/// <param name="Shared">What stands once beside the axis: <c>1e−5</c>; empty where nothing is shared.</param>
internal sealed record ChartTicks(IReadOnlyList<(double At, string Label)> Ticks, string Shared)
{
    private const int MostIntervals = 8;

    /// <summary>No numbers.</summary>
    public static ChartTicks None { get; } = new([], "");

    /// <summary>As many as have room.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="length">Its length.</param>
    /// <param name="room">The room that a label takes along the axis.</param>
    public static ChartTicks For(ChartAxis axis, double length, Func<string, double> room)
    {
        if (axis.Marking == ChartMarking.Labels)
        {
            return None;
        }

        (double least, double most) = (Math.Min(axis.From, axis.To), Math.Max(axis.From, axis.To));
        ChartTicks ticks = None;
        for (int intervals = MostIntervals; intervals > 0; intervals--)
        {
            double[] chosen = LinearTicks.Choose(least, most, intervals);
            ScalarLabels labels = new(chosen, least, most);
            double slop = 1e-9 * (most - least);
            double[] shown = [.. chosen.Where(tick => tick >= least - slop && tick <= most + slop)];
            ticks = new([.. shown.Select(tick => (tick, labels[tick]))], labels.Shared);
            bool isWhole = axis.Marking != ChartMarking.Counts || shown.All(tick => tick == Math.Round(tick));
            if (isWhole && (shown.Length < 2 || Distance(axis, shown, length) >= ticks.Ticks.Max(tick => room(tick.Label))))
            {
                return ticks;
            }
        }

        // Where not even two have room, the last says how far the axis goes.
        return ticks with { Ticks = [.. ticks.Ticks.TakeLast(1)] };
    }

    private static double Distance(ChartAxis axis, double[] shown, double length) =>
        shown.Zip(shown.Skip(1), (one, next) => Math.Abs(axis.Share(next) - axis.Share(one))).Min() * length;
}
