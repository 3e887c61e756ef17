using AttnExtract.Ground;

namespace AttnExtract.Render.Colors;

/// <summary>The colours of a page around its cells.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Background">The page.</param>
/// <param name="Ink">Titles, labels, numbers along bars.</param>
/// <param name="Quiet">The caption.</param>
/// <param name="Line">Frames, ticks, brackets.</param>
/// <param name="Diverging">The colormap whose middle goes with the page.</param>
/// <param name="Sequential">The colormap that begins with colours like the page's.</param>
public sealed record Theme(string Name, Rgba Background, Rgba Ink, Rgba Quiet, Rgba Line, string Diverging, string Sequential)
{
    /// <summary>Dark on white, for paper.</summary>
    public static readonly Theme Light = new("light", Rgba.White, Rgba.Ink, new(89, 89, 89), new(64, 64, 64), "vlag", "rocket_r");

    /// <summary>Light on near-black, for slides.</summary>
    public static readonly Theme Dark = new("dark", new(24, 24, 24), new(230, 230, 230), new(170, 170, 170), new(170, 170, 170), Colormaps.DefaultCentered,
        Colormaps.Default);

    /// <summary>Every theme there is.</summary>
    public static IReadOnlyList<Theme> All { get; } = [Light, Dark];

    private static Registry<Theme> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, known) => $"No theme '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>The theme of that name.</summary>
    /// <exception cref="AttnExtractException">There is none.</exception>
    public static Theme Get(string name) => ByName.Get(name);
}
