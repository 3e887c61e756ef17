using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace AttnExtract.Render.Formats;

/// <summary>Writes PNG files (W3C Portable Network Graphics, third edition) of 8-bit RGB pixels.</summary>
internal static class PngWriter
{
    private const int SourceBytes = 4;
    private const double InchesPerMetre = 1 / 0.0254;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes one picture.</summary>
    /// <param name="pixels">Red, green, blue and an ignored byte for each pixel, row after row without gaps.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="dpi">Pixels an inch, as the file says it; null to say nothing.</param>
    /// <param name="texts">Keyword and UTF-8 text of each text chunk.</param>
    /// <param name="output">Where to; it stays open.</param>
    public static void Write(
        ReadOnlySpan<byte> pixels, int width, double? dpi, IReadOnlyList<KeyValuePair<string, string>> texts, Stream output)
    {
        int height = pixels.Length / SourceBytes / width;
        Write(width, height, dpi, texts, [PngStrip.Of(pixels, width, 0, height, 0, height)], output);
    }

    /// <summary>Writes one picture of strips.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Pixels in a column.</param>
    /// <param name="dpi">Pixels an inch, as the file says it; null to say nothing.</param>
    /// <param name="texts">Keyword and UTF-8 text of each text chunk.</param>
    /// <param name="strips">Its rows, from the top.</param>
    /// <param name="output">Where to; it stays open.</param>
    public static void Write(
        int width, int height, double? dpi, IReadOnlyList<KeyValuePair<string, string>> texts, IEnumerable<PngStrip> strips, Stream output)
    {
        output.Write(Signature);
        WriteHeader(width, height, output);
        if (dpi is { } density)
        {
            WriteDensity(density, output);
        }

        foreach ((string keyword, string text) in texts)
        {
            WriteText(keyword, text, output);
        }

        WritePixels(strips, output);
        WriteChunk("IEND"u8, [], [], [], output);
    }

    private static void WriteHeader(int width, int height, Stream output)
    {
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]; // 8 bits, RGB, deflate, adaptive filters, not interlaced
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        WriteChunk("IHDR"u8, header, [], [], output);
    }

    private static void WriteDensity(double dpi, Stream output)
    {
        Span<byte> density = [0, 0, 0, 0, 0, 0, 0, 0, 1]; // pixels a metre
        BinaryPrimitives.WriteInt32BigEndian(density, (int)Math.Round(dpi * InchesPerMetre));
        BinaryPrimitives.WriteInt32BigEndian(density[4..], (int)Math.Round(dpi * InchesPerMetre));
        WriteChunk("pHYs"u8, density, [], [], output);
    }

    // keyword, 0, not compressed (0, 0), no language (0), no translated keyword (0), text
    private static void WriteText(string keyword, string text, Stream output) =>
        WriteChunk("iTXt"u8, [.. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)], [], [], output);

    // One stream of zlib's, its checksum at the end.
    private static void WritePixels(IEnumerable<PngStrip> strips, Stream output)
    {
        Adler32 checksum = Adler32.Empty;
        byte[] end = new byte[sizeof(uint)];
        foreach (PngStrip strip in strips)
        {
            using PngStrip written = strip;
            checksum = checksum.Then(strip.Checksum, strip.Length);
            BinaryPrimitives.WriteUInt32BigEndian(end, checksum.Value);
            WriteChunk("IDAT"u8, strip.Head, strip.Deflated.Span, strip.IsLast ? end : [], output);
        }
    }

    private static void WriteChunk(
        ReadOnlySpan<byte> type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> data, ReadOnlySpan<byte> end, Stream output)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, head.Length + data.Length + end.Length);
        output.Write(number);
        Crc32 crc = new();
        Write(type, crc, output);
        Write(head, crc, output);
        Write(data, crc, output);
        Write(end, crc, output);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        output.Write(number);
    }

    private static void Write(ReadOnlySpan<byte> bytes, Crc32 crc, Stream output)
    {
        output.Write(bytes);
        crc.Append(bytes);
    }
}
