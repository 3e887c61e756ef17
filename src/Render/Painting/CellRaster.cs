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
        Fill(pixels, values, 0, values.Rows, scale, background);
        return pixels;
    }

    /// <summary>Writes the colours of some rows.</summary>
    /// <param name="pixels">Where to.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="first">The first of the rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="scale">Colours the numbers.</param>
    /// <param name="background">The page.</param>
    public static void Fill(Span<Rgba> pixels, Matrix values, int first, int count, ColorScale scale, Rgba background)
    {
        double[] row = new double[values.Columns];
        for (int i = 0; i < count; i++)
        {
            Span<Rgba> colors = pixels.Slice(i * values.Columns, values.Columns);
            values.CopyRow(first + i, row);
            scale.Norm.Positions(row, row);
            scale.Colormap.Pick(row, colors);
            foreach (ref Rgba color in colors)
            {
                color = color.A == 255 ? color : Over(color, background);
            }
        }
    }

    /// <summary>The same with every cell so many pixels large, for viewers that blur what they enlarge.</summary>
    public static Rgba[] Enlarged(Rgba[] pixels, int columns, int width, int height)
    {
        int rows = pixels.Length / columns;
        Rgba[] large = new Rgba[pixels.Length * width * height];
        int stride = columns * width;
        for (int row = 0; row < rows; row++)
        {
            Span<Rgba> first = large.AsSpan(row * height * stride, stride);
            for (int column = 0; column < columns; column++)
            {
                first.Slice(column * width, width).Fill(pixels[(row * columns) + column]);
            }

            for (int copy = 1; copy < height; copy++)
            {
                first.CopyTo(large.AsSpan(((row * height) + copy) * stride, stride));
            }
        }

        return large;
    }

    private static Rgba Over(Rgba color, Rgba background)
    {
        byte Mix(byte top, byte under) => (byte)Math.Round(((top * color.A) + (under * (255 - color.A))) / 255.0);
        return new(Mix(color.R, background.R), Mix(color.G, background.G), Mix(color.B, background.B));
    }
}
