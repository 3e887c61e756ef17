using System.Buffers.Binary;

namespace AttnExtract.Extract.Texts;

/// <summary>
/// Goes once over what a Parquet file says of itself at its end, in Thrift's compact protocol: the library that reads it never comes back from a list
/// that is longer than the file. Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
/// </summary>
internal ref struct ParquetFooter
{
    private const int TrailerSize = 8;
    private const int MostDepth = 64;

    private ReadOnlySpan<byte> _left;

    private ParquetFooter(ReadOnlySpan<byte> bytes) => _left = bytes;

    /// <summary>Refuses a file whose end does not hold together, and goes back to its beginning.</summary>
    /// <exception cref="InvalidDataException">It is not so written.</exception>
    public static void Require(Stream file)
    {
        byte[] trailer = new byte[TrailerSize];
        file.Seek(-Math.Min(TrailerSize, file.Length), SeekOrigin.End);
        file.ReadExactly(trailer);
        int length = BinaryPrimitives.ReadInt32LittleEndian(trailer);
        if (length < 0 || length > file.Length - TrailerSize || !trailer.AsSpan(sizeof(int)).SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("it does not end as Parquet does");
        }

        byte[] footer = new byte[length];
        file.Seek(-TrailerSize - length, SeekOrigin.End);
        file.ReadExactly(footer);
        new ParquetFooter(footer).PassStruct(0);
        file.Position = 0;
    }

    private void PassStruct(int depth)
    {
        for (byte field = Byte(); field != 0; field = Byte())
        {
            if (field >> 4 == 0)
            {
                Number(); // of a field that is far from the last
            }

            Pass(field & 0xf, depth, isElement: false);
        }
    }

    private void Pass(int type, int depth, bool isElement)
    {
        switch (type)
        {
            case 1 or 2: // a truth value, which a field says with its type
                Skip(isElement ? 1UL : 0);
                break;
            case 3:
                Skip(1);
                break;
            case 4 or 5 or 6:
                Number();
                break;
            case 7:
                Skip(sizeof(double));
                break;
            case 8:
                Skip(Number());
                break;
            case 9 or 10 when depth < MostDepth:
                PassList(depth + 1);
                break;
            case 12 when depth < MostDepth:
                PassStruct(depth + 1);
                break;
            default: // maps, which the format has none of, among them
                throw Damaged();
        }
    }

    private void PassList(int depth)
    {
        byte head = Byte();
        ulong count = head >> 4 == 0xf ? Number() : (ulong)(head >> 4);
        for (ulong i = 0; i < count; i++)
        {
            Pass(head & 0xf, depth, isElement: true);
        }
    }

    private ulong Number()
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte digits = Byte();
            number |= (ulong)(digits & 0x7f) << shift;
            if (digits < 0x80)
            {
                return number;
            }
        }

        throw Damaged();
    }

    private byte Byte()
    {
        ReadOnlySpan<byte> one = _left;
        Skip(1);
        return one[0];
    }

    private void Skip(ulong count) => _left = count <= (ulong)_left.Length ? _left[(int)count..] : throw Damaged();

    private static InvalidDataException Damaged() => new("what it says of itself does not hold together");
}
