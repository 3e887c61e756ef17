using AttnExtract.Render.Scales.Norms;
using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Scales.Bars;

/// <summary>What stands along a colour bar.</summary>
/// <param name="Ticks">Values within the limits: the long ones ascending, then the short ones ascending.</param>
/// <param name="Shared">What stands once beside the bar, such as <c>1e−5</c>; usually empty.</param>
public sealed record ColorBarTicks(IReadOnlyList<ColorBarTick> Ticks, string Shared)
{
    private const double Slop = 1e-10;

    // Ticks nearer than this share of the bar are one.
    private const double SamePlace = 1e-5;

    /// <summary>The ticks that matplotlib chooses for a bar of that length.</summary>
    /// <param name="norm">The norm that the bar shows.</param>
    /// <param name="lengthPoints">Its long side in points.</param>
    /// <param name="fontSizePoints">The size of its labels in points.</param>
    /// <param name="vertical">Whether the long side stands upright: lines of text need less room than words.</param>
    public static ColorBarTicks For(Norm norm, double lengthPoints, double fontSizePoints, bool vertical = true)
    {
        if (norm.Vmin == norm.Vmax)
        {
            return new([new(norm.Vmin, new ShortLabels([norm.Vmin])[norm.Vmin], false)], "");
        }

        int space = (int)Math.Floor(lengthPoints / (fontSizePoints * (vertical ? 2 : 3)));
        (double[] major, double[] minor, ITickLabels labels) = norm.Ticks(space);
        double[] shown = [.. major.Where(tick => IsWithin(norm, tick))];
        IEnumerable<double> between = minor.Where(tick => IsWithin(norm, tick)
            && !shown.Any(other => Math.Abs(norm.BarPosition(other) - norm.BarPosition(tick)) < SamePlace));
        bool labelsBetween = norm is LogNorm && shown.Length < 2;
        return Readable(
            norm,
            [
                .. shown.Select(tick => new ColorBarTick(tick, labels[tick], false)),
                .. between.Select(tick => new ColorBarTick(tick, labelsBetween ? labels[tick] : "", true)),
            ],
            labels.Shared);
    }

    /// <summary>Ticks at values that the user names.</summary>
    public static ColorBarTicks At(Norm norm, IReadOnlyList<double> values)
    {
        double[] shown = [.. values.Where(value => IsWithin(norm, value)).Distinct().Order()];
        ScalarLabels labels = new(shown, norm.Vmin, norm.Vmax);
        return Readable(norm, [.. shown.Select(value => new ColorBarTick(value, labels[value], false))], labels.Shared);
    }

    // A bar without a number, or with one number twice, explains nothing: then both ends carry theirs, in as many digits as tell them apart.
    private static ColorBarTicks Readable(Norm norm, ColorBarTick[] ticks, string shared)
    {
        ColorBarTick[] labelled = [.. ticks.Where(tick => tick.Label.Length > 0)];
        if (labelled.Length > 0 && labelled.DistinctBy(tick => tick.Label).Count() == labelled.Length)
        {
            return new(ticks, shared);
        }

        double[] values = [.. (labelled.Length > 0 ? labelled.Select(tick => tick.Value) : [norm.Vmin, norm.Vmax]).Distinct()];
        ShortLabels labels = new(values);
        return new(
            [
                .. values.Select(value => new ColorBarTick(value, labels[value], labelled.Any(tick => tick.Value == value && tick.IsMinor)))
                    .Concat(ticks.Where(tick => !values.Contains(tick.Value)))
                    .OrderBy(tick => tick.IsMinor).ThenBy(tick => tick.Value),
            ],
            "");
    }

    private static bool IsWithin(Norm norm, double tick)
    {
        // Over many decades a slop in numbers would swallow the small ones.
        if (norm is LogNorm)
        {
            return norm.BarPosition(tick) is >= -Slop and <= 1 + Slop;
        }

        double slop = (norm.Vmax - norm.Vmin) * Slop;
        return tick >= norm.Vmin - slop && tick <= norm.Vmax + slop;
    }
}

/// <summary>One stroke beside a colour bar.</summary>
/// <param name="Value">The value at which it stands.</param>
/// <param name="Label">What is written beside it; may be empty.</param>
/// <param name="IsMinor">Whether it is one of the short ones between the others.</param>
public sealed record ColorBarTick(double Value, string Label, bool IsMinor);
