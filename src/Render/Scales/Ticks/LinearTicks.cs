namespace AttnExtract.Render.Scales.Ticks;

/// <summary>
/// Round positions on a linear axis, chosen as matplotlib's AutoLocator (MaxNLocator with steps 1, 2, 2.5, 5, 10) does;
/// written from its documentation and checked against its output.
/// </summary>
internal static class LinearTicks
{
    private static readonly double[] Steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20];

    /// <summary>
    /// At least two round values between the limits where there are such, with at most <paramref name="intervals"/> steps;
    /// the values just outside come too, as matplotlib's formatter looks at them.
    /// </summary>
    public static double[] Choose(double vmin, double vmax, int intervals)
    {
        (vmin, vmax) = Apart(vmin, vmax);
        (double scale, double offset) = ScaleAndOffset(vmin, vmax, intervals);
        double low = vmin - offset;
        double high = vmax - offset;
        double rawStep = (high - low) / intervals;
        int largest = Array.FindIndex(Steps, step => step * scale >= rawStep);
        double[] ticks = [];
        for (int i = largest; i >= 0; i--)
        {
            double step = Steps[i] * scale;
            double first = Math.Floor(low / step) * step;
            double from = LargestBelow(low - first, step, offset);
            double to = SmallestAbove(high - first, step, offset);
            ticks = [.. Enumerable.Range(0, (int)(to - from) + 1).Select(n => ((from + n) * step) + first)];
            if (ticks.Count(tick => tick >= low && tick <= high) >= 2)
            {
                break;
            }
        }

        return [.. ticks.Select(tick => tick + offset)];
    }

    // Limits that coincide are drawn apart, as matplotlib does (transforms.nonsingular).
    private static (double Low, double High) Apart(double vmin, double vmax)
    {
        const double Expander = 1e-13;
        const double Tiny = 1e-14;
        const double SmallestNormal = 2.2250738585072014e-308;
        double largest = Math.Max(Math.Abs(vmin), Math.Abs(vmax));
        return largest < 1e6 / Tiny * SmallestNormal ? (-Expander, Expander)
            : vmax - vmin > largest * Tiny ? (vmin, vmax)
            : (vmin - (Expander * Math.Abs(vmin)), vmax + (Expander * Math.Abs(vmax)));
    }

    // Where the range is small beside its distance from zero, ticks are sought relative to a round offset.
    private static (double Scale, double Offset) ScaleAndOffset(double vmin, double vmax, int intervals)
    {
        double range = Math.Abs(vmax - vmin);
        double mean = (vmax + vmin) / 2;
        double offset = Math.Abs(mean) / range < 100
            ? 0
            : Math.CopySign(Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(mean)))), mean);
        return (Math.Pow(10, Math.Floor(Math.Log10(range / intervals))), offset);
    }

    private static double LargestBelow(double x, double step, double offset)
    {
        double quotient = Math.Floor(x / step);
        return IsClose((x - (quotient * step)) / step, 1, step, offset) ? quotient + 1 : quotient;
    }

    private static double SmallestAbove(double x, double step, double offset)
    {
        double quotient = Math.Floor(x / step);
        return IsClose((x - (quotient * step)) / step, 0, step, offset) ? quotient : quotient + 1;
    }

    // More slop where the offset is large beside the step, because digits are lost there.
    private static bool IsClose(double value, double edge, double step, double offset)
    {
        double slop = offset == 0 ? 1e-10 : Math.Min(0.4999, Math.Max(1e-10, Math.Pow(10, Math.Log10(Math.Abs(offset) / step) - 12)));
        return Math.Abs(value - edge) < slop;
    }
}
