using System.Collections.Immutable;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Gallery;

/// <summary>
/// All colormaps on one page by kind, each with its lightness curve, in grey print and as the three colour-vision
/// deficiencies see it: choosing a map is where a figure starts.
/// </summary>
public static class ColormapGallery
{
    private const int StripWidth = 200;
    private const int StripHeight = 26;
    private const double Dpi = 200;
    private const int MapsOnPage = 36;

    private static readonly Colormap Curve = Colormaps.Listed("curve", [Rgba.White, Rgba.Ink]);

    /// <summary>The gallery in pages of A4; a kind that goes on on the next page is named there again.</summary>
    public static IReadOnlyList<Figure> Pages()
    {
        (string Name, ColormapKind Kind)[][] pages = [.. Colormaps.All.OrderBy(map => map.Kind).Chunk(MapsOnPage)];
        return [.. pages.Select((maps, i) => i == pages.Length - 1 ? Of(maps) : Of(maps) with { DrawsCaption = false })];
    }

    /// <summary>The gallery.</summary>
    /// <param name="kinds">The kinds to show; null for all.</param>
    public static Figure Figure(IReadOnlyList<ColormapKind>? kinds = null) =>
        Of(Colormaps.All.Where(map => kinds?.Contains(map.Kind) ?? true));

    private static Figure Of(IEnumerable<(string Name, ColormapKind Kind)> maps)
    {
        List<Panel> panels = [];
        int row = 0;
        foreach (IGrouping<ColormapKind, (string Name, ColormapKind Kind)> group in
            maps.GroupBy(map => map.Kind))
        {
            panels.AddRange(Heading(row++, group.Key));
            foreach ((string name, _) in group)
            {
                panels.AddRange(Row(row++, Colormaps.Get(name)));
            }
        }

        return new()
        {
            Panels = [.. panels],
            Scale = new() { Vmin = 0, Vmax = 1 },
            ColorBar = Scales.Bars.ColorBarOptions.None,
            Labels = LabelPlacement.None,
            Square = true,
            Dpi = Dpi,
            CellPixels = 1,
            Caption = Caption(),
        };
    }

    // A line across every column, with what the column shows over it.
    private static IEnumerable<Panel> Heading(int row, ColormapKind kind) =>
        ((string[])[$"{kind} colormaps", "lightness", .. ColorVision.All.Select(vision => vision.Name)])
            .Select((title, column) => new Panel(row, column, title, new Matrix(1, StripWidth, Enumerable.Repeat(1.0, StripWidth).ToArray()))
            {
                Colormap = Curve,
            });

    private static IEnumerable<Panel> Row(int row, Colormap map) =>
    [
        new(row, 0, map.Name, Ramp()) { Colormap = map },
        new(row, 1, "", LightnessCurve(map)) { Colormap = Curve },
        .. ColorVision.All.Select((vision, i) => new Panel(row, 2 + i, "", Ramp()) { Colormap = vision.See(map) }),
    ];

    private static Matrix Ramp()
    {
        float[] values = new float[StripWidth * StripHeight];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (i % StripWidth) / (float)(StripWidth - 1);
        }

        return new(StripHeight, StripWidth, values);
    }

    // Black where the map's lightness is, 100 on top.
    private static Matrix LightnessCurve(Colormap map)
    {
        float[] values = new float[StripWidth * StripHeight];
        int before = -1;
        for (int column = 0; column < StripWidth; column++)
        {
            double lightness = Lightness.Of(map[column / (double)(StripWidth - 1)]);
            int height = (int)Math.Round((100 - lightness) / 100 * (StripHeight - 1));
            before = before < 0 ? height : before;
            for (int row = Math.Min(before, height); row <= Math.Max(before, height); row++)
            {
                values[(row * StripWidth) + column] = 1;
            }

            before = height;
        }

        return new(StripHeight, StripWidth, values);
    }

    private static ImmutableArray<CaptionPart> Caption() =>
    [
        new("every colormap, also reversed under its name with _r"),
        new("lightness is CIE L*, 0 to 100 from bottom to top: a map for amounts rises or falls all the way"),
        new("colour-vision deficiencies after Machado et al. 2009"),
    ];
}
