using System.Buffers.Binary;

namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>What HDF5 says of numbers, texts and shapes, as the contents of messages.</summary>
internal static class Hdf5Types
{
    /// <summary>A text of any length in UTF-8, which stands in a collection.</summary>
    public static byte[] Text { get; } = [0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];

    /// <summary>A whole number of 32 bits with its sign.</summary>
    public static byte[] Integer { get; } = [0x10, 8, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0];

    // Little-endian as IEEE 754 has them: where sign, exponent and fraction lie, and the bias.
    private static readonly byte[] Single = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];
    private static readonly byte[] Half = [0x11, 0x20, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0];

    /// <summary>A number of so many bits.</summary>
    public static byte[] Number(RecordPrecision precision) => precision == RecordPrecision.Float16 ? Half : Single;

    /// <summary>A shape.</summary>
    public static byte[] Space(ReadOnlySpan<int> shape)
    {
        byte[] space = new byte[Hdf5Node.WordSize * (1 + shape.Length)];
        (space[0], space[1]) = (1, (byte)shape.Length);
        for (int axis = 0; axis < shape.Length; axis++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(space.AsSpan(Hdf5Node.WordSize * (1 + axis)), shape[axis]);
        }

        return space;
    }
}
