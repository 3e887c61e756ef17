using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace AttnExtract.Render.Formats;

/// <summary>WebP (RFC 9649): smaller than PNG, and exact unless a quality is asked for. The manifest is a chunk of its own.</summary>
internal sealed class WebPFormat : FigureFormat
{
    private const int MostPixels = 16_383;

    // "RIFF", length, "WEBP"; and before each chunk's data, its name and length.
    private const int FileHead = 12;
    private const int ChunkHead = 8;

    private const string Extended = "VP8X";
    private const string Ours = "ATTN";

    /// <inheritdoc/>
    public override string Extension => ".webp";

    /// <inheritdoc/>
    public override string Description => "pixels in fewer bytes, for the web";

    /// <inheritdoc/>
    public override void Write(FigureDocument document, Stream output)
    {
        PagePicture.RequireFit(document, this, MostPixels);
        using SKSurface surface = PagePicture.Paint(document);
        using SKPixmap pixels = surface.PeekPixels();
        using SKData data = pixels.Encode(document.Figure.Quality is { } quality
            ? new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)
            : new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))!;
        byte[] webp = data.ToArray();

        // Only an extended file has chunks of others: flags, then width and height less one, in 24 bits each.
        byte[] size = new byte[10];
        BinaryPrimitives.WriteInt32LittleEndian(size.AsSpan(4), pixels.Width - 1);
        BinaryPrimitives.WriteUInt16LittleEndian(size.AsSpan(7), (ushort)(pixels.Height - 1));
        bool isExtended = Encoding.ASCII.GetString(webp, FileHead, 4) == Extended;
        byte[] body = [.. "WEBP"u8, .. isExtended ? [] : Chunk(Extended, size), .. webp[FileHead..], .. Chunk(Ours, Encoding.UTF8.GetBytes(document.Manifest))];
        output.Write(Chunk("RIFF", body));
    }

    /// <summary>The manifest in a file; null where it has none, or is no WebP.</summary>
    public static string? FindManifest(ReadOnlySpan<byte> webp)
    {
        for (int at = FileHead; at + ChunkHead <= webp.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(webp[(at + 4)..]);
            if (length < 0 || length > webp.Length - at - ChunkHead)
            {
                return null;
            }

            if (Encoding.ASCII.GetString(webp.Slice(at, 4)) == Ours)
            {
                return Encoding.UTF8.GetString(webp.Slice(at + ChunkHead, length));
            }

            at += ChunkHead + length + (length % 2);
        }

        return null;
    }

    // Of an even number of bytes.
    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] chunk = new byte[ChunkHead + data.Length + (data.Length % 2)];
        Encoding.ASCII.GetBytes(name, chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        data.CopyTo(chunk, ChunkHead);
        return chunk;
    }
}
