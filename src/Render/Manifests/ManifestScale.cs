using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Render.Manifests;

/// <summary>Colours and limits, read from JSON.</summary>
internal static class ManifestScale
{
    /// <summary>Reads the property's value.</summary>
    public static ScaleOptions Read(JsonPart scale) =>
        new()
        {
            Colormap = scale.Find("colormap") is { } map ? Map(map) : null,
            Vmin = scale.Find("vmin")?.AsFinite(),
            Vmax = scale.Find("vmax")?.AsFinite(),
            Center = scale.Find("center")?.AsFinite(),
            Robust = scale.Get("robust").AsFlag(),
            FollowsTheme = scale.Flag("followsTheme", false),
            Norm = Norm(scale.Get("norm")),
        };

    /// <summary>A colormap: of a registered one the name is enough, and no file is looked for under it.</summary>
    public static Colormap Map(JsonPart map)
    {
        Colormap plain = map.Find("colors") is { } colors
            ? Colormaps.Listed(map.Text("name"), Colors(colors))
            : map.Get("name").Made(Colormaps.Registered);
        Rgba? Optional(string name) => map.Find(name) is { } color ? Color(color) : null;
        return plain.With(Optional("under"), Optional("over"), Optional("bad"));
    }

    /// <summary>A colour.</summary>
    public static Rgba Color(JsonPart color) => color.Made(Rgba.Parse);

    private static ImmutableArray<Rgba> Colors(JsonPart list) =>
        list.Items().Select(Color).ToImmutableArray() is { IsEmpty: false } colors ? colors : throw list.Expected("at least one colour");

    private static NormOptions Norm(JsonPart norm)
    {
        NormOptions options = new()
        {
            Kind = norm.Get("kind").Made(NormCatalog.Get).Name,
            Gamma = norm.Get("gamma").AsFinite(),
            Linthresh = norm.Find("linthresh")?.AsFinite(),
            Linscale = norm.Get("linscale").AsFinite(),
            LinearWidth = norm.Get("linearWidth").AsFinite(),
            Vcenter = norm.Get("vcenter").AsFinite(),
            Halfrange = norm.Find("halfrange")?.AsFinite(),
            Boundaries = norm.Find("boundaries") is { } boundaries ? ManifestReader.Numbers(boundaries) : [],
            ColorCount = norm.Find("colorCount")?.AsWhole(1),
        };
        return norm.Made(() => NormCatalog.Require(options));
    }
}
