using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Gallery;

/// <summary>How colours look to somebody whose eyes lack a kind of cone, or in grey print.</summary>
/// <param name="Name">The way of seeing.</param>
/// <param name="Matrix">What becomes of linear red, green and blue, row after row.</param>
public sealed record ColorVision(string Name, IReadOnlyList<double> Matrix)
{
    /// <summary>
    /// Grey print, and the three deficiencies at full severity: Machado, Oliveira and Fernandes, A Physiologically-based
    /// Model for Simulation of Color Vision Deficiency, IEEE TVCG 15(6), 2009, tables for severity 1.0.
    /// </summary>
    public static IReadOnlyList<ColorVision> All { get; } =
    [
        new("grey print", [0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722]),
        new("protanopia", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]),
        new("deuteranopia", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]),
        new("tritanopia", [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]),
    ];

    /// <summary>A map as it looks.</summary>
    public Colormap See(Colormap map) => Colormaps.Listed($"{map.Name}, {Name}", [.. map.Colors.Select(See)]);

    private Rgba See(Rgba color)
    {
        double[] linear = [Srgb.Linear(color.R), Srgb.Linear(color.G), Srgb.Linear(color.B)];
        double Seen(int row) => Srgb.Encoded(Enumerable.Range(0, 3).Sum(i => Matrix[(3 * row) + i] * linear[i]));
        return Rgba.FromUnit(Seen(0), Seen(1), Seen(2));
    }
}
