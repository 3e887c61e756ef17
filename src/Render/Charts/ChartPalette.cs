using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Charts;

/// <summary>The colours of charts as pages show them.</summary>
internal static class ChartPalette
{
    // Of 255: bands that lie over one another are all seen.
    private const byte AreaOpacity = 56;

    // Blue, vermilion and green that people who confuse colours tell apart: Okabe and Ito 2008; lighter on dark pages.
    private static readonly Rgba[] OnLight = [new(0, 114, 178), new(213, 94, 0), new(0, 158, 115)];
    private static readonly Rgba[] OnDark = [new(86, 180, 233), new(240, 140, 60), new(60, 200, 160)];

    /// <summary>A colour on a page.</summary>
    public static Rgba Of(ChartColor color, Theme theme) => color switch
    {
        ChartColor.Ink => theme.Line,
        ChartColor.Control => theme == Theme.Dark ? new(150, 150, 150) : new(120, 120, 120),
        _ => (theme == Theme.Dark ? OnDark : OnLight)[color - ChartColor.First],
    };

    /// <summary>The same for an area.</summary>
    public static Rgba Pale(ChartColor color, Theme theme) => Of(color, theme) with { A = AreaOpacity };
}
