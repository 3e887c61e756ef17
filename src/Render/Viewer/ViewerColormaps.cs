using System.IO.Compression;
using System.Text;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Viewer;

/// <summary>
/// Every registered colormap for a page, packed once: a line of text for each, with its name, its kind, how many colours it has and whether its reverse has
/// others; an empty line; and then for each its colours, those of its reverse where these are others, and a byte a colour that is 1 where text on it is dark.
/// Colours are three planes, each byte less the one before it.
/// </summary>
internal static class ViewerColormaps
{
    private static readonly Lazy<byte[]> Lazily = new(Pack);

    /// <summary>All of them, deflated, as characters.</summary>
    public static byte[] Packed => Lazily.Value;

    private static byte[] Pack()
    {
        StringBuilder lines = new();
        List<byte> tables = [];
        foreach ((string name, ColormapKind kind) in Colormaps.All)
        {
            Colormap map = Colormaps.Registered(name);
            Colormap reversed = Colormaps.Registered(name + "_r");
            bool isMirrored = reversed.Colors.SequenceEqual(map.Reversed().Colors);
            lines.Append($"{name} {kind.ToString().ToLowerInvariant()} {map.Colors.Length} {(isMirrored ? 0 : 1)}\n");
            tables.AddRange(Planes(map));
            tables.AddRange(isMirrored ? [] : Planes(reversed));
            tables.AddRange(map.Colors.Select((_, i) => map.IsLight((i + 0.5) / map.Colors.Length) ? (byte)1 : (byte)0));
        }

        using MemoryStream packed = new();
        using (DeflateStream deflated = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflated.Write(Encoding.ASCII.GetBytes($"{lines}\n"));
            deflated.Write(tables.ToArray());
        }

        return PrintableBytes.Encode(packed.ToArray());
    }

    private static IEnumerable<byte> Planes(Colormap map) =>
        ((Func<Rgba, byte>[])[color => color.R, color => color.G, color => color.B])
            .SelectMany(plane => map.Colors.Select((color, i) => (byte)(plane(color) - (i == 0 ? 0 : plane(map.Colors[i - 1])))));
}
