using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Render.Scales;

/// <summary>A colormap and the norm that places numbers on it: everything that a cell's colour depends on.</summary>
/// <param name="Colormap">The colours.</param>
/// <param name="Norm">Where a number lies among them.</param>
public sealed record ColorScale(Colormap Colormap, Norm Norm)
{
    /// <summary>The colour of a number.</summary>
    public Rgba this[double value] => Colormap[Norm.Position(value)];

    /// <summary>The colour of text on a number's cell, by seaborn's rule: near-black on light cells, else white.</summary>
    public Rgba TextOn(double value) => Colormap.IsLight(Norm.Position(value)) ? Rgba.Ink : Rgba.White;

    /// <summary>Settles what the options leave open by looking at the numbers that share the scale.</summary>
    /// <exception cref="AttnExtractException">The options contradict each other or the numbers.</exception>
    public static ColorScale Resolve(ScaleOptions options, IEnumerable<Matrix> matrices)
    {
        Colormap colormap = options.Colormap
            ?? Colormaps.Get(options.Center is null ? Colormaps.Default : Colormaps.DefaultCentered);
        Norm norm = NormCatalog.Get(options.Norm.Kind).Make(options, colormap, ScaleNumbers.Of(matrices));
        return options.Center is not { } center ? new(colormap, norm)
            : norm is LinearNorm ? new(Centered(colormap, norm, center), norm)
            : throw new AttnExtractException(
                $"A centre goes with the linear norm, not with '{options.Norm.Kind}'; "
                + "use norm twoslope or centered with vcenter, or leave it out.");
    }

    // As seaborn: the colours that the map would have on a range symmetric about the centre, cut to the limits.
    private static Colormap Centered(Colormap colormap, Norm norm, double center)
    {
        double half = Math.Max(norm.Vmax - center, center - norm.Vmin);
        if (half == 0)
        {
            return colormap.Resampled(0.5, 0.5);
        }

        LinearNorm symmetric = new(center - half, center + half);
        return colormap.Resampled(symmetric.Position(norm.Vmin), symmetric.Position(norm.Vmax));
    }
}
