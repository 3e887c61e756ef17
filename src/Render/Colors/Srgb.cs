namespace AttnExtract.Render.Colors;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1).</summary>
internal static class Srgb
{
    /// <summary>The light of a channel, 0..1.</summary>
    public static double Linear(byte channel)
    {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    /// <summary>The channel in 0..1 that gives a light.</summary>
    public static double Encoded(double light) => light <= 0.0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;
}
