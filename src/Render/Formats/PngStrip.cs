using System.IO.Compression;

namespace AttnExtract.Render.Formats;

/// <summary>
/// Some rows of a picture, filtered and compressed by themselves, so that every core can compress some. Heatmaps repeat their rows of
/// pixels: a row like the one above is written as "no difference", which is both faster and smaller than any filter chosen by trial.
/// </summary>
internal sealed class PngStrip
{
    private const int SourceBytes = 4;
    private const int TargetBytes = 3;
    private const byte FilterNone = 0;
    private const byte FilterUp = 2;

    // A window of 32 KB, a fast compression, and what makes the two divisible by 31 (RFC 1950).
    private static readonly byte[] Frame = [0x78, 0x5E];

    private static readonly ZLibCompressionOptions Alone = new() { CompressionLevel = 2 };

    // A page of many strips is a picture of numbers by the million: half the time for a sixth more bytes.
    private static readonly ZLibCompressionOptions AmongOthers = new() { CompressionLevel = 1 };

    private PngStrip(ReadOnlyMemory<byte> deflated, int length, Adler32 checksum, bool isLast)
    {
        (Deflated, Length, Checksum, IsLast) = (deflated, length, checksum, isLast);
    }

    /// <summary>The compressed bytes, to be followed by those of the next strip; the first begin with zlib's frame.</summary>
    public ReadOnlyMemory<byte> Deflated { get; }

    /// <summary>How many bytes were compressed.</summary>
    public int Length { get; }

    /// <summary>The checksum of those bytes.</summary>
    public Adler32 Checksum { get; }

    /// <summary>Whether no strip follows.</summary>
    public bool IsLast { get; }

    /// <summary>Compresses some rows of a picture.</summary>
    /// <param name="picture">Red, green, blue and an ignored byte for each pixel, row after row without gaps.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="first">The first of the rows.</param>
    /// <param name="most">How many, if there are so many.</param>
    public static PngStrip Of(ReadOnlySpan<byte> picture, int width, int first, int most)
    {
        int stride = width * SourceBytes;
        int height = picture.Length / stride;
        int end = Math.Min(height, first + most);
        bool isAlone = first == 0 && end == height;
        byte[] row = new byte[1 + (width * TargetBytes)];
        byte[] same = new byte[row.Length];
        same[0] = FilterUp;
        row[0] = FilterNone;
        MemoryStream deflated = new(capacity: isAlone ? 0 : (end - first) * row.Length * 7 / 8);
        deflated.Write(first == 0 ? Frame : []);
        DeflateStream deflate = new(deflated, isAlone ? Alone : AmongOthers, leaveOpen: true);
        Adler32 checksum = Adler32.Empty;
        for (int y = first; y < end; y++)
        {
            ReadOnlySpan<byte> source = picture.Slice(y * stride, stride);
            bool isSame = y > 0 && source.SequenceEqual(picture.Slice((y - 1) * stride, stride));
            if (!isSame)
            {
                WithoutAlpha(source, row.AsSpan(1));
            }

            deflate.Write(isSame ? same : row);
            checksum = checksum.With(isSame ? same : row);
        }

        // What follows goes on at a whole byte, and in the place of the stream's end.
        bool isLast = end == height;
        if (!isLast)
        {
            deflate.Flush();
        }

        int length = (int)deflated.Length;
        deflate.Dispose();
        length = isLast ? (int)deflated.Length : length;
        return new(deflated.GetBuffer().AsMemory(0, length), (end - first) * row.Length, checksum, isLast);
    }

    private static void WithoutAlpha(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (int from = 0, to = 0; from < source.Length; from += SourceBytes, to += TargetBytes)
        {
            target[to] = source[from];
            target[to + 1] = source[from + 1];
            target[to + 2] = source[from + 2];
        }
    }
}
