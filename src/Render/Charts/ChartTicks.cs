using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Charts;

/// <summary>The numbers along an axis, in its order.</summary>
/// <param name="Ticks">Where they stand, and what they say.</param>
/// <param name="Shared">What stands once beside the axis: <c>1e−5</c>; empty where nothing is shared.</param>
internal sealed record ChartTicks(IReadOnlyList<(double At, string Label)> Ticks, string Shared)
{
    private const int MostIntervals = 8;

    // Of the usual gap, what two numbers need between them that stand alone.
    private const double LeastGap = 0.3;

    /// <summary>No numbers.</summary>
    public static ChartTicks None { get; } = new([], "");

    /// <summary>As many as have room.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="length">Its length.</param>
    /// <param name="room">The room that a label takes along the axis.</param>
    /// <param name="gap">The room between two.</param>
    public static ChartTicks For(ChartAxis axis, double length, Func<string, double> room, double gap)
    {
        if (axis.Marking == ChartMarking.Labels)
        {
            return None;
        }

        (double least, double most) = (Math.Min(axis.From, axis.To), Math.Max(axis.From, axis.To));
        ChartTicks ticks = None;
        for (int intervals = MostIntervals; intervals > 0; intervals--)
        {
            ticks = Of(LinearTicks.Choose(least, most, intervals), least, most);
            bool isWhole = axis.Marking != ChartMarking.Counts || ticks.Ticks.All(tick => tick.At == Math.Round(tick.At));
            if (isWhole && ticks.Ticks.Count > 1 && ticks.HaveRoom(axis, length, room, gap))
            {
                return ticks;
            }
        }

        // Where not even two of those have room, the round numbers nearest to the ends may, and 0 between them.
        IEnumerable<ChartTicks> ends = EndTicks.Of(least, most, axis.Marking == ChartMarking.Counts).Select(chosen => Of(chosen, least, most));
        return ends.FirstOrDefault(two => two.HaveRoom(axis, length, room, LeastGap * gap)) ?? ticks with { Ticks = [.. ticks.Ticks.TakeLast(1)] };
    }

    private static ChartTicks Of(double[] chosen, double least, double most)
    {
        ScalarLabels labels = new(chosen, least, most);
        double slop = 1e-9 * (most - least);
        return new([.. chosen.Where(tick => tick >= least - slop && tick <= most + slop).Select(tick => (tick, labels[tick]))], labels.Shared);
    }

    private bool HaveRoom(ChartAxis axis, double length, Func<string, double> room, double gap) =>
        Ticks.Zip(Ticks.Skip(1), (one, next) => Math.Abs(axis.Share(next.At) - axis.Share(one.At))).Min() * length
            >= Ticks.Max(tick => room(tick.Label)) + gap;
}
