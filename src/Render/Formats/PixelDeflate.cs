using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttnExtract.Render.Formats;

/// <summary>
/// Deflates rows of pixels (RFC 1951) of which each has one of a few hundred colours, in no order: the heatmap of a large table. A pixel is
/// said as the distance to the last one of its colour, which takes half the bits of its bytes, and a fifth of the time of a search for longer matches.
/// </summary>
/// <param name="capacity">How many bytes will be deflated.</param>
internal sealed class PixelDeflate(int capacity) : IDisposable
{
    private const int TokensABlock = 1 << 17;
    private const int PixelBytes = 3;
    private const int LongestMatch = 258;
    private const int Window = 1 << 15;
    private const int EndOfBlock = 256;
    private const int Symbols = 286;
    private const int Distances = 30;
    private const uint IsMatch = 1u << 31;
    private const int HashBits = 12;

    // A code whose codes lie all over may be larger than what it says, but not by half.
    private readonly byte[] _output = ArrayPool<byte>.Shared.Rent((2 * capacity) + 4096);
    private readonly uint[] _tokens = ArrayPool<uint>.Shared.Rent(TokensABlock);
    private readonly (uint Color, int Position)[] _seen = [.. Enumerable.Repeat((uint.MaxValue, 0), 1 << HashBits)];
    private readonly int[] _counts = new int[Symbols];
    private readonly int[] _distanceCounts = new int[Distances];
    private int _count;
    private int _position;
    private int _written;
    private ulong _bits;
    private int _bitCount;

    /// <summary>What is deflated so far, but for what still waits.</summary>
    public ReadOnlyMemory<byte> Output => _output.AsMemory(0, _written);

    /// <summary>Adds a row of pixels behind the byte that names its filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="pixels">Red, green, blue and an ignored byte for each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRow(byte filter, ReadOnlySpan<byte> pixels)
    {
        Literal(filter);
        _position++;
        ReadOnlySpan<uint> colors = MemoryMarshal.Cast<byte, uint>(pixels);
        for (int i = 0; i < colors.Length;)
        {
            uint color = colors[i] & 0xFFFFFF;
            int run = 1;
            ref (uint Color, int Position) seen = ref _seen[(color * 0x9E3779B1) >> (32 - HashBits)];
            int distance = _position - seen.Position;
            if (seen.Color == color && distance <= Window)
            {
                while (distance == PixelBytes && run < LongestMatch / PixelBytes && i + run < colors.Length && (colors[i + run] & 0xFFFFFF) == color)
                {
                    run++;
                }

                Match(run * PixelBytes, distance);
            }
            else
            {
                Literal((byte)color);
                Literal((byte)(color >> 8));
                Literal((byte)(color >> 16));
            }

            i += run;
            _position += run * PixelBytes;
            seen = (color, _position - PixelBytes);
        }
    }

    /// <summary>Adds a row that is the one above, as differences from it.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="length">How many bytes of no difference follow it.</param>
    public void AddSame(byte filter, int length)
    {
        Literal(filter);
        Literal(0);
        for (int rest = length - 1; rest > 0;)
        {
            int match = rest <= LongestMatch ? rest : Math.Min(LongestMatch, rest - PixelBytes);
            if (match < PixelBytes)
            {
                Literal(0);
                match = 1;
            }
            else
            {
                Match(match, 1);
            }

            rest -= match;
        }

        _position += 1 + length;
    }

    /// <summary>Ends at a whole byte, with the stream or so that another can follow.</summary>
    public void End(bool isLast)
    {
        WriteBlock(isLast);
        if (!isLast)
        {
            // An empty block that is stored.
            Put(0, 3);
        }

        Put(0, (8 - _bitCount) & 7);
        if (!isLast)
        {
            Put(0xFFFF0000, 32);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_output);
        ArrayPool<uint>.Shared.Return(_tokens);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Literal(byte value)
    {
        _counts[value]++;
        Add(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Match(int length, int distance)
    {
        _counts[SymbolOf(length, out _)]++;
        _distanceCounts[CodeOf(distance, out _)]++;
        Add(IsMatch | ((uint)length << 16) | (uint)(distance - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(uint token)
    {
        _tokens[_count++] = token;
        if (_count == TokensABlock)
        {
            WriteBlock(isLast: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteBlock(bool isLast)
    {
        _counts[EndOfBlock]++;
        HuffmanCode symbols = new(_counts);
        HuffmanCode distances = new(_distanceCounts);
        WriteHead(symbols, distances, isLast);
        ReadOnlySpan<byte> lengths = symbols.Lengths;
        ReadOnlySpan<ushort> codes = symbols.Codes;
        ReadOnlySpan<byte> distanceLengths = distances.Lengths;
        ReadOnlySpan<ushort> distanceCodes = distances.Codes;
        foreach (uint token in _tokens.AsSpan(0, _count))
        {
            if (token < IsMatch)
            {
                Put(codes[(int)token], lengths[(int)token]);
                continue;
            }

            int length = (int)(token >> 16) & 0x7FFF;
            int symbol = SymbolOf(length, out int lengthExtra);
            int distance = (int)(token & 0xFFFF) + 1;
            int code = CodeOf(distance, out int distanceExtra);
            ulong bits = codes[symbol];
            int count = lengths[symbol];
            bits |= (ulong)((length - PixelBytes) & ((1 << lengthExtra) - 1)) << count;
            count += lengthExtra;
            bits |= (ulong)distanceCodes[code] << count;
            count += distanceLengths[code];
            bits |= (ulong)((distance - 1) & ((1 << distanceExtra) - 1)) << count;
            Put(bits, count + distanceExtra);
        }

        Put(codes[EndOfBlock], lengths[EndOfBlock]);
        _counts.AsSpan().Clear();
        _distanceCounts.AsSpan().Clear();
        _count = 0;
    }

    // The lengths of codes, each in four bits: sixteen of four bits are a code too, and what they could be made shorter by is next to nothing.
    private void WriteHead(HuffmanCode symbols, HuffmanCode distances, bool isLast)
    {
        const int DynamicCodes = 2;
        const int LengthCodes = 19;
        Put(isLast ? 1u : 0, 1);
        Put(DynamicCodes, 2);
        Put(Symbols - 257, 5);
        Put(Distances - 1, 5);
        Put(LengthCodes - 4, 4);
        for (int i = 0; i < LengthCodes; i++)
        {
            // First stand the three that repeat.
            Put(i < 3 ? 0u : 4, 3);
        }

        foreach (byte length in (ReadOnlySpan<byte>)[.. symbols.Lengths, .. distances.Lengths])
        {
            Put(Reversed(length), 4);
        }
    }

    private static uint Reversed(byte four) => (uint)(((four & 1) << 3) | ((four & 2) << 1) | ((four & 4) >> 1) | ((four & 8) >> 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(ulong bits, int count)
    {
        _bits |= bits << _bitCount;
        _bitCount += count;
        BinaryPrimitives.WriteUInt64LittleEndian(_output.AsSpan(_written), _bits);
        _written += _bitCount >> 3;
        _bits >>= _bitCount & ~7;
        _bitCount &= 7;
    }

    // RFC 1951, 3.2.5: 3 to 10 have a symbol each, then four share one more bit each, up to 258, which has its own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SymbolOf(int length, out int extra)
    {
        int over = length - PixelBytes;
        extra = over < 8 || length == LongestMatch ? 0 : BitOperations.Log2((uint)over) - 2;
        return length == LongestMatch ? 285 : over < 8 ? 257 + over : 257 + (4 * (extra + 1)) + ((over >> extra) & 3);
    }

    // The same of distances: 1 to 4 have a code each, then two share one more bit each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CodeOf(int distance, out int extra)
    {
        int over = distance - 1;
        extra = over < 4 ? 0 : BitOperations.Log2((uint)over) - 1;
        return over < 4 ? over : (2 * (extra + 1)) + ((over >> extra) & 1);
    }
}
