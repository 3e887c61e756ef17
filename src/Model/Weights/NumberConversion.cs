using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttnExtract.Model.Weights;

/// <summary>Turns stored numbers of any <see cref="ElementType"/> into single or double precision, many at a time.</summary>
internal static class NumberConversion
{
    /// <summary>Converts all of <paramref name="source"/>; the destination has one place a number.</summary>
    public static void ToSingle(ElementType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.F32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case ElementType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), destination);
                break;
            case ElementType.BF16:
                WidenBrainFloats(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            default:
                Convert(type, source, destination);
                break;
        }
    }

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
                TensorPrimitives.ConvertTruncating<float, double>(singles, destination);
                break;
            default:
                Convert(type, source, destination);
                break;
        }
    }

    // A brain float is the upper half of a single: shifting it up is exact, also for infinities and NaN.
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
                TensorPrimitives.ConvertTruncating(source, destination);
                break;
            case ElementType.I8:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(source), destination);
                break;
            case ElementType.U16:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            case ElementType.I16:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, short>(source), destination);
                break;
            case ElementType.U32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, uint>(source), destination);
                break;
            case ElementType.I32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, int>(source), destination);
                break;
            case ElementType.U64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ulong>(source), destination);
                break;
            case ElementType.I64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, long>(source), destination);
                break;
            case ElementType.F32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, float>(source), destination);
                break;
            case ElementType.F64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(source), destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type.");
        }
    }
}
