namespace AttnExtract.Render.Colors;

/// <summary>How light colours look: CIE 1976 L*, from 0 for black to 100 for white.</summary>
public static class Lightness
{
    // Steps back smaller than this are not seen.
    private const double Tolerance = 2;

    /// <summary>The lightness of a colour (CIE 15).</summary>
    public static double Of(Rgba color)
    {
        double luminance = (0.2126 * Srgb.Linear(color.R)) + (0.7152 * Srgb.Linear(color.G)) + (0.0722 * Srgb.Linear(color.B));
        const double Edge = 216.0 / 24389;
        return luminance > Edge ? (116 * Math.Cbrt(luminance)) - 16 : luminance * 24389 / 27;
    }

    /// <summary>Whether a map only gets lighter, or only darker, as far as the eye can tell.</summary>
    public static bool IsMonotone(Colormap map)
    {
        double[] lightness = [.. map.Colors.Select(Of)];
        return OnlyRises(lightness) || OnlyRises([.. lightness.Reverse()]);
    }

    private static bool OnlyRises(double[] values)
    {
        double highest = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (value < highest - Tolerance)
            {
                return false;
            }

            highest = Math.Max(highest, value);
        }

        return true;
    }
}
