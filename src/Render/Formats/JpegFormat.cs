using System.Buffers.Binary;
using System.Text;
using AttnExtract.Render.Manifests;
using SkiaSharp;

namespace AttnExtract.Render.Formats;

/// <summary>
/// JPEG (ITU-T T.81, JFIF 1.02): pixels that are only nearly right, for programs that take nothing else. The manifest lies in segments of an
/// application (APP10), as much in each as one holds.
/// </summary>
internal sealed class JpegFormat : FigureFormat
{
    private const int MostPixels = 65_500;
    private const int UsualQuality = 95;

    private const byte Marker = 0xFF;
    private const byte OurApplication = 0xEA;
    private const byte StartOfScan = 0xDA;
    private const int MostInSegment = 65_000;

    // Within the file: the unit of the density, after start, marker, length, "JFIF", 0 and version.
    private const int DensityUnit = 13;
    private const byte PerInch = 1;

    private static readonly byte[] Name = [.. Encoding.ASCII.GetBytes(FigureManifest.Keyword), 0];

    /// <inheritdoc/>
    public override string Extension => ".jpg";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [Extension, ".jpeg"];

    /// <inheritdoc/>
    public override string Description => "pixels that are nearly right, where nothing else is taken";

    /// <inheritdoc/>
    public override void Write(FigureDocument document, Stream output)
    {
        PagePicture.RequireFit(document, this, MostPixels);
        using SKSurface surface = PagePicture.Paint(document);
        using SKPixmap pixels = surface.PeekPixels();
        using SKData data = pixels.Encode(new SKJpegEncoderOptions(
            document.Figure.Quality ?? UsualQuality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore))!;
        byte[] jpeg = data.ToArray();
        jpeg[DensityUnit] = PerInch;
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(DensityUnit + 1), (ushort)Math.Round(document.Layout.Dpi));
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(DensityUnit + 3), (ushort)Math.Round(document.Layout.Dpi));
        int head = 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4));
        output.Write(jpeg, 0, head);
        foreach (byte[] part in Encoding.UTF8.GetBytes(document.Manifest).Chunk(MostInSegment))
        {
            byte[] length = new byte[sizeof(ushort)];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(length.Length + Name.Length + part.Length));
            output.Write([Marker, OurApplication, .. length, .. Name, .. part]);
        }

        output.Write(jpeg, head, jpeg.Length - head);
    }

    /// <summary>The manifest in a file; null where it has none, or is no JPEG.</summary>
    public static string? FindManifest(ReadOnlySpan<byte> jpeg)
    {
        List<byte> manifest = [];
        int at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at] == Marker && jpeg[at + 1] != StartOfScan && jpeg[at + 1] >= 0xC0)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (length < 2 || length > jpeg.Length - at - 2)
            {
                return null;
            }

            ReadOnlySpan<byte> data = jpeg.Slice(at + 4, length - 2);
            if (jpeg[at + 1] == OurApplication && data.StartsWith(Name))
            {
                manifest.AddRange(data[Name.Length..]);
            }

            at += 2 + length;
        }

        return manifest.Count == 0 ? null : Encoding.UTF8.GetString([.. manifest]);
    }
}
