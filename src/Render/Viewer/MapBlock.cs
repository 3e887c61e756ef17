using System.Buffers.Binary;
using System.IO.Compression;
using AttnExtract.Extract;

namespace AttnExtract.Render.Viewer;

/// <summary>
/// Numbers of maps as few bytes. A number's bytes are far from random only in its first, sign and exponent, and this is like those of the numbers above it
/// and before it in the map. So first bytes are sorted by these, each sort is deflated with codes of its own, and the other bytes follow as planes.
/// </summary>
/// <remarks>
/// Inflated: for each of the contexts the number of first bytes in it (32 bits, little-endian); the first bytes, context by context, in the order of the
/// numbers; a plane for each of the other bytes, the more significant first. The context of a number is twice the first byte of the number above it and once
/// that of the number before it, each 0 where the map has none and shifted right by <see cref="ContextShift"/>.
/// </remarks>
internal static class MapBlock
{
    // Codes of their own pay from about so many bytes on.
    private const int LeastSection = 2048;

    // Bytes that repeat do so by chance: looking for them costs time, and bits.
    private static readonly ZLibCompressionOptions Options =
        new() { CompressionLevel = 6, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    // Of half precision the first byte holds two digits, which no neighbour tells.
    private static int ContextShift(RecordPrecision precision) => precision == RecordPrecision.Float16 ? 2 : 0;

    /// <summary>Packs maps of one shape.</summary>
    /// <param name="values">The numbers, map after map, row after row.</param>
    /// <param name="rows">How many rows a map has.</param>
    /// <param name="columns">How many columns a map has.</param>
    /// <param name="precision">How much of them is kept.</param>
    public static byte[] Pack(ReadOnlySpan<float> values, int rows, int columns, RecordPrecision precision)
    {
        byte[][] planes = Planes(values, precision);
        (byte[] sorted, int[] counts) = Sorted(planes[0], rows, columns, ContextShift(precision));
        using MemoryStream packed = new();
        using (DeflateStream deflated = new(packed, Options, leaveOpen: true))
        {
            byte[] header = new byte[counts.Length * sizeof(int)];
            for (int context = 0; context < counts.Length; context++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(context * sizeof(int)), counts[context]);
            }

            deflated.Write(header);
            int start = 0;
            int at = 0;
            foreach (int count in counts)
            {
                at += count;
                if (at - start >= LeastSection)
                {
                    deflated.Write(sorted.AsSpan(start, at - start));
                    deflated.Flush();
                    start = at;
                }
            }

            deflated.Write(sorted.AsSpan(start));
            foreach (byte[] plane in planes.Skip(1))
            {
                deflated.Flush();
                deflated.Write(plane);
            }
        }

        return packed.ToArray();
    }

    private static byte[][] Planes(ReadOnlySpan<float> values, RecordPrecision precision)
    {
        int width = precision == RecordPrecision.Float16 ? sizeof(ushort) : sizeof(uint);
        byte[][] planes = new byte[width][];
        for (int plane = 0; plane < width; plane++)
        {
            planes[plane] = new byte[values.Length];
        }

        for (int i = 0; i < values.Length; i++)
        {
            uint bits = width == sizeof(ushort) ? BitConverter.HalfToUInt16Bits((Half)values[i]) : BitConverter.SingleToUInt32Bits(values[i]);
            for (int plane = width - 1; plane >= 0; plane--, bits >>= 8)
            {
                planes[plane][i] = (byte)bits;
            }
        }

        return planes;
    }

    private static (byte[] Sorted, int[] Counts) Sorted(byte[] first, int rows, int columns, int shift)
    {
        int[] counts = new int[3 * (256 >> shift)];
        for (int i = 0; i < first.Length; i++)
        {
            counts[Context(first, i, rows, columns, shift)]++;
        }

        int[] next = new int[counts.Length];
        for (int context = 1; context < next.Length; context++)
        {
            next[context] = next[context - 1] + counts[context - 1];
        }

        byte[] sorted = new byte[first.Length];
        for (int i = 0; i < first.Length; i++)
        {
            sorted[next[Context(first, i, rows, columns, shift)]++] = first[i];
        }

        return (sorted, counts);
    }

    private static int Context(byte[] first, int i, int rows, int columns, int shift)
    {
        int above = i % (rows * columns) < columns ? 0 : first[i - columns] >> shift;
        int before = i % columns == 0 ? 0 : first[i - 1] >> shift;
        return (2 * above) + before;
    }
}
