using System.Text.Json;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Gallery;

/// <summary>How colours look to somebody whose eyes lack a kind of cone, or in grey print.</summary>
/// <param name="Name">The way of seeing.</param>
/// <param name="Matrix">What becomes of linear red, green and blue, row after row.</param>
public sealed record ColorVision(string Name, IReadOnlyList<double> Matrix)
{
    /// <summary>Grey print, and the three deficiencies at full severity; the table says whose numbers they are.</summary>
    public static IReadOnlyList<ColorVision> All { get; } = Read();

    /// <summary>A map as it looks.</summary>
    public Colormap See(Colormap map) => Colormaps.Listed($"{map.Name}, {Name}", [.. map.Colors.Select(See)]);

    private Rgba See(Rgba color)
    {
        double[] linear = [Srgb.Linear(color.R), Srgb.Linear(color.G), Srgb.Linear(color.B)];
        double Seen(int row) => Srgb.Encoded(Enumerable.Range(0, 3).Sum(i => Matrix[(3 * row) + i] * linear[i]));
        return Rgba.FromUnit(Seen(0), Seen(1), Seen(2));
    }

    private static ColorVision[] Read()
    {
        using Stream stream = typeof(ColorVision).Assembly.GetManifestResourceStream("AttnExtract.Render.Gallery.color-vision.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return
        [
            .. document.RootElement.GetProperty("ways").EnumerateObject()
                .Select(way => new ColorVision(way.Name, [.. way.Value.EnumerateArray().Select(number => number.GetDouble())])),
        ];
    }
}
