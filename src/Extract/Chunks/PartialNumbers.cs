using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttnExtract.Extract.Chunks;

/// <summary>Arrays of numbers in partial results: as they lie in memory, their length being known to whoever reads them.</summary>
internal static class PartialNumbers
{
    /// <summary>Writes numbers.</summary>
    public static void Write<T>(this BinaryWriter writer, T[] numbers)
        where T : unmanaged =>
        writer.Write(MemoryMarshal.AsBytes<T>(numbers));

    /// <summary>Reads as many numbers as an array has room for.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static void Read<T>(this BinaryReader reader, T[] numbers)
        where T : unmanaged =>
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));

    /// <summary>Reads as many numbers as there are sums, and adds each to its own.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static void AddTo<T>(this BinaryReader reader, T[] sums)
        where T : unmanaged, INumber<T>
    {
        T[] numbers = ArrayPool<T>.Shared.Rent(sums.Length);
        Span<T> read = numbers.AsSpan(0, sums.Length);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(read));
        TensorPrimitives.Add(sums, read, sums);
        ArrayPool<T>.Shared.Return(numbers);
    }
}
