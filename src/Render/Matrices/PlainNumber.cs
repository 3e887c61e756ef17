using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AttnExtract.Render.Matrices;

/// <summary>
/// A number of digits and a point, with so few digits that it is exact as a quotient of two doubles (Clinger, "How to read floating point
/// numbers accurately", 1990). Most numbers of most tables are of this kind.
/// </summary>
internal static class PlainNumber
{
    private const ulong LargestSure = 1UL << 53;
    private const int MostDigits = 19;
    private const int Word = sizeof(ulong);
    private const ulong Zeros = 0x3030303030303030;

    // Up to 10^22 powers of ten are doubles, so that one division of sure numbers rounds once.
    private static readonly double[] Powers =
        [.. Enumerable.Range(0, MostDigits + 1).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    private static ReadOnlySpan<uint> Tens => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    /// <summary>Reads the number that a text begins with.</summary>
    /// <param name="text">In UTF-8.</param>
    /// <param name="number">The double nearest to it.</param>
    /// <param name="hasPoint">Whether it has a decimal point.</param>
    /// <returns>How many bytes it takes; 0 where the text begins with none of this kind.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> text, out double number, out bool hasPoint)
    {
        number = 0;
        ulong mantissa = 0;
        int start = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        int at = AfterDigits(text, start, ref mantissa);
        int digits = at - start;
        int decimals = 0;
        hasPoint = at < text.Length && text[at] == '.';
        if (hasPoint)
        {
            int point = at;
            at = AfterDigits(text, point + 1, ref mantissa);
            decimals = at - point - 1;
            digits += decimals;
        }

        if (digits is 0 or > MostDigits || mantissa > LargestSure)
        {
            return 0;
        }

        number = mantissa / Powers[decimals];
        number = text[0] == '-' ? -number : number;
        return at;
    }

    // Eight bytes at once: which are digits, and what they say (Lemire, "Number parsing at a gigabyte per second", 2021).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AfterDigits(ReadOnlySpan<byte> text, int at, ref ulong mantissa)
    {
        while (at + Word <= text.Length)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
            ulong others = NoDigits(word);
            int count = others == 0 ? Word : BitOperations.TrailingZeroCount(others) / 8;
            if (count == 0)
            {
                return at;
            }

            if (count == Word)
            {
                mantissa = (mantissa * 100_000_000) + EightDigits(word);
                at += Word;
                continue;
            }

            // Those before it become zeros, so that eight are read whatever follows.
            ulong digits = (word << (8 * (Word - count))) | (Zeros >> (8 * count));
            mantissa = (mantissa * Tens[count]) + EightDigits(digits);
            return at + count;
        }

        while (at < text.Length && (uint)text[at] - '0' <= 9)
        {
            mantissa = (mantissa * 10) + text[at++] - '0';
        }

        return at;
    }

    // The high bit of each byte that is no digit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NoDigits(ulong word)
    {
        const ulong HighBits = 0x8080808080808080;
        ulong values = word ^ Zeros;
        return (((values & ~HighBits) + 0x7676767676767676) | values) & HighBits;
    }

    // The first digit lies in the lowest byte. Neighbours are joined to pairs, pairs to fours, fours to eight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EightDigits(ulong word)
    {
        const ulong EveryFourth = 0x000000FF000000FF;
        ulong digits = word - Zeros;
        ulong pairs = (digits * 10) + (digits >> 8);
        ulong high = (pairs & EveryFourth) * (100 + (1_000_000UL << 32));
        ulong low = ((pairs >> 16) & EveryFourth) * (1 + (10_000UL << 32));
        return (uint)((high + low) >> 32);
    }
}
