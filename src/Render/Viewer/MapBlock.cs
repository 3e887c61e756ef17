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
/// numbers; then of 32 bits a plane for each of the other bytes, the more significant first, and of 16 bits the second bytes of large numbers and those of
/// small ones. The context of a number is twice the first byte of the number above it and once that of the number before it, each 0 where the map has none
/// and shifted right by <see cref="ContextShift"/>.
/// <para/>
/// Half precision rounds to 0 what a logarithmic scale shows, and gives a sign and half of its exponents to numbers that no weights are. A number of 16 bits
/// is 0 where these are, and no number where all of them are set. Of a large one, as all from 1/16384 of the largest on are, the first two bits are set, four
/// are its exponent, and ten its fraction, as in half precision; of a small one the first byte is the exponent, and the second its fraction, of five bits. The
/// smallest exponent of large ones is the block's top less 15, and that of small ones the top less 206. Blocks with numbers below 0, or with such as do not
/// fit, have 32 bits a number.
/// </remarks>
internal static class MapBlock
{
    // Codes of their own pay from about so many bytes on.
    private const int LeastSection = 2048;

    // Bytes that repeat do so by chance: looking for them costs time, and bits.
    private static readonly ZLibCompressionOptions Options =
        new() { CompressionLevel = 6, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    private const int Bias = 127;
    private const int FractionBits = 23;
    private const int LargeBits = 10;
    private const int SmallBits = 5;
    private const int FirstLarge = 192;

    // The largest number may be rounded up into the last of these.
    private const int LargeExponents = 16;
    private const int Exponents = LargeExponents - 1 + FirstLarge;

    // Of 16 bits the first byte holds two digits, which no neighbour tells.
    private static int ContextShift(int? top) => top is null ? 0 : 2;

    /// <summary>The exponent above those of the numbers, by which they have 16 bits; null where they have 32.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="precision">How much of them is wanted.</param>
    public static int? TopOf(ReadOnlySpan<float> values, RecordPrecision precision)
    {
        if (precision != RecordPrecision.Float16)
        {
            return null;
        }

        (float least, float largest) = (float.MaxValue, 0);
        foreach (float value in values)
        {
            if (value < 0 || float.IsInfinity(value))
            {
                return null;
            }

            if (value > 0)
            {
                (least, largest) = (Math.Min(least, value), Math.Max(largest, value));
            }
        }

        int top = largest == 0 ? 0 : MathF.ILogB(largest) + 1;
        return top <= Bias && MathF.ILogB(least) > top - Exponents ? top : null;
    }

    /// <summary>Packs maps of one shape.</summary>
    /// <param name="values">The numbers, map after map, row after row.</param>
    /// <param name="rows">How many rows a map has.</param>
    /// <param name="columns">How many columns a map has.</param>
    /// <param name="top">See <see cref="TopOf"/>.</param>
    public static byte[] Pack(ReadOnlySpan<float> values, int rows, int columns, int? top)
    {
        byte[][] planes = top is { } exponent ? ShortPlanes(values, exponent) : Planes(values);
        (byte[] sorted, int[] counts) = Sorted(planes[0], rows, columns, ContextShift(top));
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

    private static byte[][] ShortPlanes(ReadOnlySpan<float> values, int top)
    {
        byte[] first = new byte[values.Length];
        byte[] second = new byte[values.Length];
        int smallCount = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int bits = Short(values[i], top);
            first[i] = (byte)(bits >> 8);
            bool isLarge = first[i] >= FirstLarge;
            smallCount += isLarge ? 0 : 1;
            second[isLarge ? i - smallCount : ^smallCount] = (byte)bits;
        }

        byte[] small = second[^smallCount..];
        Array.Reverse(small);
        return [first, second[..^smallCount], small];
    }

    private static int Short(float value, int top)
    {
        if (value == 0 || float.IsNaN(value))
        {
            return value == 0 ? 0 : ushort.MaxValue;
        }

        const int Raise = 24;
        int bits = BitConverter.SingleToInt32Bits(value);
        int lowered = top + Bias;
        if (bits < 1 << FractionBits)
        {
            // The exponent of a number below the normal ones is in its fraction.
            bits = BitConverter.SingleToInt32Bits(value * (1 << Raise));
            lowered += Raise;
        }

        int exponent = (bits >> FractionBits) - lowered + LargeExponents - 1;
        if (exponent >= 0)
        {
            return (FirstLarge << 8) + Rounded(bits, LargeBits) - ((lowered - LargeExponents + 1) << LargeBits);
        }

        int small = Rounded(bits, SmallBits);
        return (((small >> SmallBits) - lowered + Exponents) << 8) + (small & ((1 << SmallBits) - 1));
    }

    // To the nearest, and of two as near to the even one; what is rounded up to the next exponent has that.
    private static int Rounded(int bits, int kept)
    {
        int dropped = FractionBits - kept;
        return (bits + (1 << (dropped - 1)) - 1 + ((bits >> dropped) & 1)) >> dropped;
    }

    private static byte[][] Planes(ReadOnlySpan<float> values)
    {
        byte[][] planes = new byte[sizeof(uint)][];
        for (int plane = 0; plane < planes.Length; plane++)
        {
            planes[plane] = new byte[values.Length];
        }

        for (int i = 0; i < values.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(values[i]);
            for (int plane = planes.Length - 1; plane >= 0; plane--, bits >>= 8)
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
