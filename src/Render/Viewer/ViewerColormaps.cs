using System.IO.Compression;
using System.Text;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Viewer;

/// <summary>
/// Every registered colormap for a page, packed once: a line of text for each, its name, its kind, its colours, those of its reverse where they are not the
/// same backwards, and on which of them text is dark.
/// </summary>
internal static class ViewerColormaps
{
    private static readonly Lazy<byte[]> Lazily = new(Pack);

    /// <summary>The lines, deflated, as characters.</summary>
    public static byte[] Packed => Lazily.Value;

    private static byte[] Pack()
    {
        using MemoryStream packed = new();
        using (DeflateStream deflated = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach ((string name, ColormapKind kind) in Colormaps.All)
            {
                Colormap map = Colormaps.Registered(name);
                string reversed = Digits(Colormaps.Registered(name + "_r"));
                string backwards = Digits(map.Reversed());
                string light = string.Concat(map.Colors.Select((_, i) => map.IsLight((i + 0.5) / map.Colors.Length) ? '1' : '0'));
                deflated.Write(Encoding.ASCII.GetBytes(
                    $"{name} {kind.ToString().ToLowerInvariant()} {Digits(map)} {(reversed == backwards ? "-" : reversed)} {light}\n"));
            }
        }

        return PrintableBytes.Encode(packed.ToArray());
    }

    private static string Digits(Colormap map) => string.Concat(map.Colors.Select(color => $"{color.R:x2}{color.G:x2}{color.B:x2}"));
}
