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
}
