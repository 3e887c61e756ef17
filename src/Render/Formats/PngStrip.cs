using System.IO.Compression;

namespace AttnExtract.Render.Formats;

/// <summary>
/// Some rows of a picture, filtered and compressed by themselves, so that every core can compress some. Heatmaps repeat their rows of
/// pixels: a row like the one above is written as "no difference", which is both faster and smaller than any filter chosen by trial.
/// </summary>
internal sealed class PngStrip : IDisposable
{
    private const int SourceBytes = 4;
    private const int TargetBytes = 3;
    private const byte FilterNone = 0;
    private const byte FilterUp = 2;

    // A window of 32 KB, a fast compression, and what makes the two divisible by 31 (RFC 1950).
    private static readonly byte[] Frame = [0x78, 0x5E];

    private static readonly ZLibCompressionOptions Fast = new() { CompressionLevel = 2 };

    private readonly IDisposable _memory;

    private PngStrip(ReadOnlyMemory<byte> deflated, IDisposable memory, int length, Adler32 checksum, bool isFirst, bool isLast)
    {
        (Deflated, _memory, Length, Checksum, IsFirst, IsLast) = (deflated, memory, length, checksum, isFirst, isLast);
    }

    /// <summary>The compressed bytes, to be followed by those of the next strip; they are gone when the strip is disposed.</summary>
    public ReadOnlyMemory<byte> Deflated { get; }

    /// <summary>What stands before them: zlib's frame, if no strip does.</summary>
    public ReadOnlySpan<byte> Head => IsFirst ? Frame : [];

    /// <summary>How many bytes were compressed.</summary>
    public int Length { get; }

    /// <summary>The checksum of those bytes.</summary>
    public Adler32 Checksum { get; }

    /// <summary>Whether no strip stands before it.</summary>
    public bool IsFirst { get; }

    /// <summary>Whether no strip follows.</summary>
    public bool IsLast { get; }

    /// <summary>Compresses some rows of a picture.</summary>
    /// <param name="picture">Red, green, blue and an ignored byte for each pixel, row after row without gaps: the rows, and the one above them.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="first">The first of the rows.</param>
    /// <param name="most">How many, if there are so many.</param>
    /// <param name="top">The row that the picture begins with.</param>
    /// <param name="height">How many rows the whole has.</param>
    public static PngStrip Of(ReadOnlySpan<byte> picture, int width, int first, int most, int top, int height)
    {
        int stride = width * SourceBytes;
        int end = Math.Min(height, first + most);
        byte[] row = new byte[1 + (width * TargetBytes)];
        byte[] same = new byte[row.Length];
        (row[0], same[0]) = (FilterNone, FilterUp);
        int length = (end - first) * row.Length;

        // A page of many strips is a picture of numbers by the million.
        using DeflateStream? deflate = first == 0 && end == height ? new(new MemoryStream(), Fast, leaveOpen: true) : null;
        PixelDeflate? pixels = deflate is null ? new(length) : null;
        Adler32 checksum = Adler32.Empty;
        for (int y = first; y < end; y++)
        {
            ReadOnlySpan<byte> source = picture.Slice((y - top) * stride, stride);
            bool isSame = y > 0 && source.SequenceEqual(picture.Slice((y - 1 - top) * stride, stride));
            if (!isSame)
            {
                WithoutAlpha(source, row.AsSpan(1));
            }

            checksum = checksum.With(isSame ? same : row);
            if (pixels is null)
            {
                deflate!.Write(isSame ? same : row);
            }
            else if (isSame)
            {
                pixels.AddSame(FilterUp, row.Length - 1);
            }
            else
            {
                pixels.AddRow(FilterNone, source);
            }
        }

        if (pixels is not null)
        {
            pixels.End(isLast: end == height);
            return new(pixels.Output, pixels, length, checksum, isFirst: first == 0, isLast: end == height);
        }

        MemoryStream deflated = (MemoryStream)deflate!.BaseStream;
        deflate.Dispose();
        return new(deflated.GetBuffer().AsMemory(0, (int)deflated.Length), deflated, length, checksum, isFirst: true, isLast: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

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
