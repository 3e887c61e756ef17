using System.Buffers.Binary;

namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>Reads the attributes of a group that are texts.</summary>
internal static class Hdf5Texts
{
    // A datatype says its class in half a byte, and of what has no fixed length whether it is text.
    private const int VariableClass = 9;
    private const int Text = 1;

    private const int ReferenceSize = 16;

    /// <summary>The texts by the name of their attribute; what is kept in other ways is left out.</summary>
    /// <exception cref="InvalidDataException">The group is damaged.</exception>
    public static Dictionary<string, IReadOnlyList<string>> Of(Hdf5Reader file, long group)
    {
        Dictionary<string, IReadOnlyList<string>> attributes = [];
        foreach ((int type, byte[] message) in file.Messages(group))
        {
            if (type == Hdf5Node.Message.Attribute)
            {
                Read(file, message, attributes);
            }
        }

        return attributes;
    }

    private static void Read(Hdf5Reader file, ReadOnlySpan<byte> message, Dictionary<string, IReadOnlyList<string>> attributes)
    {
        Hdf5Reader.Require(message.Length >= Hdf5Node.WordSize && message[0] is >= 1 and <= 3);
        ReadOnlySpan<byte> rest = message[(message[0] == 3 ? Hdf5Node.WordSize + 1 : Hdf5Node.WordSize)..];
        bool isPadded = message[0] == 1;
        ReadOnlySpan<byte> name = Next(ref rest, message[2..], isPadded);
        ReadOnlySpan<byte> kind = Next(ref rest, message[4..], isPadded);
        ReadOnlySpan<byte> space = Next(ref rest, message[6..], isPadded);
        if (kind.Length < 2 || (kind[0] & 0xf) != VariableClass || (kind[1] & 0xf) != Text)
        {
            return;
        }

        long count = Hdf5Dataset.Product(Hdf5Dataset.Shape(space));
        Hdf5Reader.Require(count * ReferenceSize <= rest.Length);
        string[] texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = file.TextAt(rest.Slice(i * ReferenceSize, ReferenceSize));
        }

        attributes[Hdf5Reader.Utf8(name)] = texts;
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> sizeAt, bool isPadded)
    {
        int size = BinaryPrimitives.ReadUInt16LittleEndian(sizeAt);
        int taken = isPadded ? (int)Hdf5Node.Padded(size) : size;
        Hdf5Reader.Require(taken <= rest.Length);
        ReadOnlySpan<byte> part = rest[..size];
        rest = rest[taken..];
        return part;
    }
}
