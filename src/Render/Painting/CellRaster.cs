using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Painting;

/// <summary>The colours of a heatmap's cells, one pixel a cell.</summary>
internal static class CellRaster
{
    /// <summary>The colours, row after row from the top; cells without a colour show the page.</summary>
    public static Rgba[] Colors(Matrix values, ColorScale scale, Rgba background)
    {
        Rgba[] pixels = new Rgba[values.Rows * values.Columns];
        double[] row = new double[values.Columns];
        for (int i = 0; i < values.Rows; i++)
        {
            values.CopyRow(i, row);
            for (int j = 0; j < row.Length; j++)
            {
                pixels[(i * values.Columns) + j] = Over(scale[row[j]], background);
            }
        }

        return pixels;
    }

    private static Rgba Over(Rgba color, Rgba background)
    {
        byte Mix(byte top, byte under) => (byte)Math.Round(((top * color.A) + (under * (255 - color.A))) / 255.0);
        return color.A == 255 ? color : new(Mix(color.R, background.R), Mix(color.G, background.G), Mix(color.B, background.B));
    }
}
