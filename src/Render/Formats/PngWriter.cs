using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace AttnExtract.Render.Formats;

/// <summary>
/// Writes PNG files (W3C Portable Network Graphics, third edition) of 8-bit RGB pixels. Heatmaps repeat their rows of
/// pixels: a row like the one above is written as "no difference", which is both faster and smaller than any filter
/// chosen by trial.
/// </summary>
internal static class PngWriter
{
    private const int SourceBytes = 4;
    private const int TargetBytes = 3;
    private const byte FilterNone = 0;
    private const byte FilterUp = 2;
    private const double InchesPerMetre = 1 / 0.0254;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly ZLibCompressionOptions Compression = new() { CompressionLevel = 2 };

    /// <summary>Writes one picture.</summary>
    /// <param name="pixels">Red, green, blue and an ignored byte for each pixel, row after row without gaps.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="dpi">Pixels an inch, as the file says it; null to say nothing.</param>
    /// <param name="texts">Keyword and UTF-8 text of each text chunk.</param>
    /// <param name="output">Where to; it stays open.</param>
    public static void Write(
        ReadOnlySpan<byte> pixels, int width, double? dpi, IReadOnlyList<KeyValuePair<string, string>> texts, Stream output)
    {
        output.Write(Signature);
        WriteHeader(width, pixels.Length / SourceBytes / width, output);
        if (dpi is { } density)
        {
            WriteDensity(density, output);
        }

        foreach ((string keyword, string text) in texts)
        {
            WriteText(keyword, text, output);
        }

        WriteChunk("IDAT"u8, Compressed(pixels, width), output);
        WriteChunk("IEND"u8, [], output);
    }

    private static void WriteHeader(int width, int height, Stream output)
    {
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]; // 8 bits, RGB, deflate, adaptive filters, not interlaced
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        WriteChunk("IHDR"u8, header, output);
    }

    private static void WriteDensity(double dpi, Stream output)
    {
        Span<byte> density = [0, 0, 0, 0, 0, 0, 0, 0, 1]; // pixels a metre
        BinaryPrimitives.WriteInt32BigEndian(density, (int)Math.Round(dpi * InchesPerMetre));
        BinaryPrimitives.WriteInt32BigEndian(density[4..], (int)Math.Round(dpi * InchesPerMetre));
        WriteChunk("pHYs"u8, density, output);
    }

    // keyword, 0, not compressed (0, 0), no language (0), no translated keyword (0), text
    private static void WriteText(string keyword, string text, Stream output) =>
        WriteChunk("iTXt"u8, [.. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)], output);

    private static ReadOnlySpan<byte> Compressed(ReadOnlySpan<byte> pixels, int width)
    {
        MemoryStream compressed = new();
        int stride = width * SourceBytes;
        byte[] row = new byte[1 + (width * TargetBytes)];
        byte[] same = new byte[row.Length];
        same[0] = FilterUp;
        row[0] = FilterNone;
        using (ZLibStream zlib = new(compressed, Compression, leaveOpen: true))
        {
            for (int start = 0; start < pixels.Length; start += stride)
            {
                ReadOnlySpan<byte> source = pixels.Slice(start, stride);
                if (start > 0 && source.SequenceEqual(pixels.Slice(start - stride, stride)))
                {
                    zlib.Write(same);
                    continue;
                }

                for (int from = 0, to = 1; from < source.Length; from += SourceBytes, to += TargetBytes)
                {
                    row[to] = source[from];
                    row[to + 1] = source[from + 1];
                    row[to + 2] = source[from + 2];
                }

                zlib.Write(row);
            }
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, Stream output)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(type);
        output.Write(data);
        Crc32 crc = new();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        output.Write(number);
    }
}
