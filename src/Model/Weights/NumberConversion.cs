using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttnExtract.Model.Weights;

/// <summary>
/// Turns stored numbers of any <see cref="ElementType"/> into single or double precision. The types that models come in are
/// converted many numbers at a time, and compiled with full optimisation at their first call: weights are converted once,
/// as the program starts, when library code has not been warmed up yet.
/// </summary>
public static class NumberConversion
{
    /// <summary>
    /// Converts to single precision: exact from F16, BF16, F32, BOOL and the integers of up to 16 bits, else rounded to nearest.
    /// </summary>
    /// <param name="type">What one number of <paramref name="source"/> is.</param>
    /// <param name="source">The numbers, little-endian.</param>
    /// <param name="destination">One place a number.</param>
    public static void ToSingle(ElementType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.F32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case ElementType.F16:
                WidenHalves(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            case ElementType.BF16:
                WidenBrainFloats(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            default:
                Convert(type, source, destination);
                break;
        }
    }

    /// <summary>Converts to double precision: exact but for 64-bit integers, which are rounded to nearest.</summary>
    /// <inheritdoc cref="ToSingle"/>
    public static void ToDouble(ElementType type, ReadOnlySpan<byte> source, Span<double> destination)
    {
        switch (type)
        {
            case ElementType.F64:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case ElementType.F16 or ElementType.BF16:
                // Through single precision, which holds every half and every brain float exactly.
                float[] singles = new float[destination.Length];
                ToSingle(type, source, singles);
                Convert<float, double>(MemoryMarshal.AsBytes<float>(singles), destination);
                break;
            default:
                Convert(type, source, destination);
                break;
        }
    }

    /// <summary>The place of the first number that is infinite or none; −1 where all are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int FirstNotFinite<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // 0 × x is 0 for every finite number, and NaN for the others.
        Vector<T> sum = Vector<T>.Zero;
        int width = Vector<T>.Count;
        int i = 0;
        for (; i <= numbers.Length - width; i += width)
        {
            sum += new Vector<T>(numbers[i..]) * Vector<T>.Zero;
        }

        int first = Vector.EqualsAll(sum, Vector<T>.Zero) ? i : 0;
        while (first < numbers.Length && T.IsFinite(numbers[first]))
        {
            first++;
        }

        return first < numbers.Length ? first : -1;
    }

    // A half has 5 bits of exponent (bias 15) and 10 of fraction, a single 8 (bias 127) and 23.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenHalves(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        int width = Vector<ushort>.Count;
        int i = 0;
        for (; i <= source.Length - width; i += width)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out Vector<uint> lower, out Vector<uint> upper);
            WidenHalves(lower).CopyTo(destination[i..]);
            WidenHalves(upper).CopyTo(destination[(i + (width / 2))..]);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> WidenHalves(Vector<uint> halves)
    {
        const uint Rebias = (127 - 15) << 23;
        const uint FirstNormal = 1 << 23;
        const uint FirstInfinite = 0x1f << 23;

        Vector<uint> sign = (halves & new Vector<uint>(0x8000)) << 16;
        Vector<uint> magnitude = (halves & new Vector<uint>(0x7fff)) << 13;
        Vector<uint> rebiased = magnitude + new Vector<uint>(Rebias);

        // Exponent 31 is infinity or NaN, which is exponent 255 of a single.
        Vector<uint> infinite = rebiased + new Vector<uint>(Rebias);

        // Exponent 0 has no leading 1: put one before the fraction, and subtract its worth.
        Vector<uint> leading = new(Rebias + FirstNormal);
        Vector<uint> subnormal = ((magnitude + leading).As<uint, float>() - leading.As<uint, float>()).As<float, uint>();

        Vector<uint> result = Vector.ConditionalSelect(
            Vector.LessThan(magnitude, new Vector<uint>(FirstNormal)),
            subnormal,
            Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<uint>(FirstInfinite)), rebiased, infinite));
        return (result | sign).As<uint, float>();
    }

    // A brain float is the upper half of a single: shifting it up is exact, also for infinities and NaN.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenBrainFloats(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination);
        int width = Vector<ushort>.Count;
        int i = 0;
        for (; i <= source.Length - width; i += width)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out Vector<uint> lower, out Vector<uint> upper);
            (lower << 16).CopyTo(bits[i..]);
            (upper << 16).CopyTo(bits[(i + (width / 2))..]);
        }

        for (; i < source.Length; i++)
        {
            bits[i] = (uint)source[i] << 16;
        }
    }

    private static void Convert<T>(ElementType type, ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case ElementType.BOOL or ElementType.U8:
                Convert<byte, T>(source, destination);
                break;
            case ElementType.I8:
                Convert<sbyte, T>(source, destination);
                break;
            case ElementType.U16:
                Convert<ushort, T>(source, destination);
                break;
            case ElementType.I16:
                Convert<short, T>(source, destination);
                break;
            case ElementType.U32:
                Convert<uint, T>(source, destination);
                break;
            case ElementType.I32:
                Convert<int, T>(source, destination);
                break;
            case ElementType.U64:
                Convert<ulong, T>(source, destination);
                break;
            case ElementType.I64:
                Convert<long, T>(source, destination);
                break;
            case ElementType.F32:
                Convert<float, T>(source, destination);
                break;
            case ElementType.F64:
                Convert<double, T>(source, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type that is converted one by one.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert<TFrom, TTo>(ReadOnlySpan<byte> source, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        ReadOnlySpan<TFrom> numbers = MemoryMarshal.Cast<byte, TFrom>(source);
        for (int i = 0; i < numbers.Length; i++)
        {
            destination[i] = TTo.CreateTruncating(numbers[i]);
        }
    }
}
