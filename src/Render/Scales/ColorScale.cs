using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Scales;

/// <summary>A colormap and the norm that places numbers on it: everything that a cell's colour depends on.</summary>
/// <param name="Colormap">The colours.</param>
/// <param name="Norm">Where a number lies among them.</param>
public sealed record ColorScale(Colormap Colormap, Norm Norm)
{
    /// <summary>The colour of a number.</summary>
    public Rgba this[double value] => Colormap[Norm.Position(value)];

    /// <summary>Settles what the options leave open by looking at the numbers that share the scale.</summary>
    /// <exception cref="FigureException">The limits contradict each other, or there is no number to take them from.</exception>
    public static ColorScale Resolve(ScaleOptions options, IEnumerable<Matrix> matrices)
    {
        (double min, double max) = Limits(options, matrices);
        if (min > max || (min == max && options is { Vmin: not null, Vmax: not null }))
        {
            throw new FigureException(FormattableString.Invariant(
                $"The scale would run from {min} to {max}; vmin must lie below vmax: change one, ")
                + "or leave both out to take them from the data.");
        }

        return new(options.Colormap ?? Colormaps.Get(Colormaps.Default), new LinearNorm(min, max));
    }

    private static (double Min, double Max) Limits(ScaleOptions options, IEnumerable<Matrix> matrices)
    {
        if (options is { Vmin: double vmin, Vmax: double vmax })
        {
            return (vmin, vmax);
        }

        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (Matrix matrix in matrices)
        {
            double[] row = new double[matrix.Columns];
            for (int i = 0; i < matrix.Rows; i++)
            {
                matrix.CopyRow(i, row);
                foreach (double value in row)
                {
                    // NaN compares false and so changes neither.
                    min = value < min ? value : min;
                    max = value > max ? value : max;
                }
            }
        }

        return min <= max
            ? (options.Vmin ?? min, options.Vmax ?? max)
            : throw new FigureException("There is no number to draw: every cell is NaN; give vmin and vmax to draw it all the same.");
    }
}
