using AttnExtract.Render.Colors;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Painting;

/// <summary>The colours of a colour bar in the order in which they are drawn.</summary>
internal static class BarRaster
{
    /// <summary>From the top of a standing bar, from the left of a lying one.</summary>
    public static Rgba[] Colors(ColorBarLayout bar)
    {
        Rgba[] colors = [.. bar.Scale.Norm.BarColors(bar.Scale.Colormap)];
        if (bar.IsUpright)
        {
            Array.Reverse(colors);
        }

        return colors;
    }
}
