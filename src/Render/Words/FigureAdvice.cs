using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Words;

/// <summary>What would mislead or could not be read in a figure, in words.</summary>
public static class FigureAdvice
{
    private const double ReadablePoints = 5;

    // Of tenths of an inch, which are rounded up: the width that is named does.
    private const double Slop = 1e-6;

    // Of panels, in parts of the size of their letters, and of those as they come out.
    private const double LeastSide = 4;
    private const double ShrunkShare = 0.99;

    // In inches; a poster.
    private const double WidestPage = 48;

    /// <summary>The warnings about a figure; empty where there is nothing to say.</summary>
    /// <exception cref="AttnExtractException">The figure cannot be drawn.</exception>
    public static IReadOnlyList<string> Warnings(this Figure figure) => new FigureDocument(figure).Warnings;

    /// <summary>The same, of a page that others need too.</summary>
    internal static IReadOnlyList<string> Of(Figure figure, ColorScale scale, Lazy<FigureLayout> layout, Grain grain)
    {
        List<string> warnings = [];
        if (Misleading(figure.Scale, scale) is { } misleading)
        {
            warnings.Add(misleading);
        }

        if (figure.Width is { } width && layout.Value.SmallestLabelPoints is { } points && points < ReadablePoints)
        {
            double? enough = FigureLayout.WidthFor(figure, ReadablePoints, grain, new FontMeasure(figure.Font.Fonts));
            warnings.Add(FormattableString.Invariant(
                $"Labels are {RoundedDown(points):0.#} pt high at a width of {width:0.##} in, less than the 5 pt that can be read")
                + (enough <= WidestPage
                    ? FormattableString.Invariant($"; {Math.Ceiling((enough.Value * 10) - Slop) / 10:0.#} in would do.")
                    : figure.FontSize < ReadablePoints ? "; write them larger."
                    : figure.Panels.Length == 1 ? "; show fewer cells, or leave the labels out."
                    : "; show fewer maps on a page, or each on its own."));
        }
        else if (Crowded(figure, layout.Value, grain) is { } crowded)
        {
            warnings.Add(crowded);
        }

        warnings.AddRange(MissingCharacters.InWarning(layout.Value.Lacking));
        if (Thinned("row", figure.RowLabelStep, () => layout.Value.RowLabelStep * BlockSide(figure, layout)) is { } rows)
        {
            warnings.Add(rows);
        }

        if (Thinned("column", figure.ColumnLabelStep, () => layout.Value.ColumnLabelStep * BlockSide(figure, layout)) is { } columns)
        {
            warnings.Add(columns);
        }

        double[] numbers = figure.Annotation is null ? []
            : [.. layout.Value.Texts.Where(text => text.Role == TextRole.Cell).Select(text => text.Size * 72 / figure.Dpi)];
        if (numbers.Length > 0 && numbers.Min() < ReadablePoints)
        {
            bool hasCells = figure.Panels.Any(panel => panel.HasCells);
            warnings.Add(FormattableString.Invariant(
                $"Numbers {(hasCells ? "in cells" : "at bars")} are {RoundedDown(numbers.Min()):0.#} pt high, less than the 5 pt that can be read; ")
                + $"give more width, or show fewer {(hasCells ? "maps" : "bars")} or decimals.");
        }

        int block = BlockSide(figure, layout);
        if (figure.Annotation is not null && block > 1)
        {
            warnings.Add(
                $"Numbers in cells are left out: a cell of the figure stands for a block of {block} × {block}; give more width, or show fewer cells.");
        }

        return warnings;
    }

    // Letters of a chosen size take their room from the cells, and where those have none left, letters get smaller than was asked for.
    private static string? Crowded(Figure figure, FigureLayout layout, Grain grain)
    {
        PanelLayout[] maps = [.. layout.Panels.Where(panel => panel.HasCells)];
        if (figure.Width is not { } width || figure.FontSize is not { } size || figure.Panels.Any(panel => panel.Flow is not null))
        {
            return null;
        }

        (double enough, double comfortable) = FigureLayout.Comfortable(figure, grain, new FontMeasure(figure.Font.Fonts));
        double side = maps.Select(panel => Math.Max(panel.Cells.Width, panel.Cells.Height) * 72 / figure.Dpi).DefaultIfEmpty(double.PositiveInfinity).Max();
        bool isShrunk = layout.SmallestLabelPoints < ShrunkShare * size;
        return !isShrunk && side >= Math.Min(LeastSide * size, comfortable * 72 / figure.Dpi) ? null
            : FormattableString.Invariant($"Letters of {size:0.##} pt leave the {(maps.Length > 0 ? "maps" : "charts")} little room ")
                + FormattableString.Invariant($"at a width of {width:0.##} in; ")
                + (enough <= WidestPage ? FormattableString.Invariant($"{Math.Ceiling((enough * 10) - Slop) / 10:0.#} in would do, or smaller letters.")
                    : "write them smaller.");
    }

    // How many cells along each side one stands for where they would be smaller than a pixel, else 1.
    private static int BlockSide(Figure figure, Lazy<FigureLayout> layout) =>
        layout.Value.Panels.Zip(figure.Panels, (placed, whole) => Math.Max(
            Ratio(whole.Values.Rows, placed.Panel.Values.Rows), Ratio(whole.Values.Columns, placed.Panel.Values.Columns))).Max();

    private static int Ratio(int cells, int blocks) => (cells + blocks - 1) / blocks;

    // Where somebody asked for labels, and there are fewer.
    private static string? Thinned(string axis, int? asked, Func<int> shown) => asked is { } step && shown() > step
        ? FormattableString.Invariant($"The {axis} labels stand at every {Ordinal(shown())} {axis}, not at {(step == 1 ? "all" : $"every {Ordinal(step)}")}: ")
            + "more would lie over one another; give more width, or show fewer cells."
        : null;

    private static string Ordinal(int number) => FormattableString.Invariant($"{number}") + (number % 100 is 11 or 12 or 13 ? "th" : (number % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });

    // So that what is less than a limit does not read as the limit.
    private static double RoundedDown(double points) => Math.Floor(points * 10) / 10;

    private static string? Misleading(ScaleOptions options, ColorScale scale)
    {
        Colormap map = scale.Colormap;
        bool isMiddled = options.Center is not null || options.Norm.Kind is "twoslope" or "centered";
        bool isOneSided = scale.Norm.Vmin >= 0 || scale.Norm.Vmax <= 0;
        return map.Kind switch
        {
            ColormapKind.Diverging when !isMiddled && isOneSided =>
                $"The colormap '{map.Name}' diverges from a middle, but the numbers lie on one side of zero: "
                + "its middle means nothing here; take a sequential map, or say where the middle is (center).",
            ColormapKind.Qualitative when options.Norm.Kind != "boundary" =>
                $"The colormap '{map.Name}' is for classes: its colours have no order, so that more does not look like more; "
                + "take a sequential map.",
            ColormapKind.Cyclic =>
                $"The colormap '{map.Name}' ends where it begins: the smallest and the largest numbers look alike; "
                + "take a sequential map.",
            ColormapKind.Miscellaneous or ColormapKind.Sequential when !Lightness.IsMonotone(map) => RisesAndFalls(map),
            ColormapKind.Custom when !isMiddled && isOneSided && !Lightness.IsMonotone(map) => RisesAndFalls(map),
            _ => null,
        };
    }

    private static string RisesAndFalls(Colormap map) =>
        $"The lightness of the colormap '{map.Name}' rises and falls: it shows edges where the numbers have none, "
        + "and is lost in grey print; take viridis, rocket or another sequential map.";
}
