using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>Reads an array of numbers from an HDF5 file: in one piece or in chunks, plain or compressed by zlib.</summary>
internal sealed class Hdf5Dataset
{
    // Deflate cannot shrink by more; an array that claims more would only fill the memory.
    private const long MaxCompression = 1032;

    private const int CompactLayout = 0;
    private const int ContiguousLayout = 1;
    private const int ChunkedLayout = 2;
    private const int FloatClass = 0x11;

    private readonly Hdf5Reader _file;
    private readonly IReadOnlyList<(int Type, byte[] Content)> _messages;
    private readonly int[] _shape;
    private readonly int _width;
    private readonly long _count;

    private Hdf5Dataset(Hdf5Reader file, long address)
    {
        (_file, _messages) = (file, file.Messages(address));
        _shape = Shape(Message(Hdf5Node.Message.Dataspace));
        byte[] type = Message(Hdf5Node.Message.Datatype);
        Hdf5Reader.Require(type.Length >= Hdf5Node.WordSize && (type[1] & 1) == 0);
        _width = type[0] == FloatClass ? (int)Math.Min(uint.MaxValue >> 1, BinaryPrimitives.ReadUInt32LittleEndian(type.AsSpan(4))) : 0;
        if (_width is not (sizeof(ushort) or sizeof(float) or sizeof(double)))
        {
            throw new InvalidDataException("an array is not of numbers of half, single or double precision");
        }

        _count = Product(_shape);
        Hdf5Reader.Require(_count <= Array.MaxLength && _count * _width <= file.Length * MaxCompression);
    }

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or kept in a way that is not read.</exception>
    public static DenseArray Read(Hdf5Reader file, long address)
    {
        Hdf5Dataset dataset = new(file, address);
        byte[] bytes = dataset.Bytes();
        float[] values = new float[dataset._count];
        switch (dataset._width)
        {
            case sizeof(ushort):
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case sizeof(float):
                bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            default:
                TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
        }

        return new DenseArray(values, dataset._shape);
    }

    /// <summary>The length of every axis.</summary>
    public static int[] Shape(ReadOnlySpan<byte> space)
    {
        Hdf5Reader.Require(space.Length >= 4 && space[0] is 1 or 2);
        int start = space[0] == 1 ? Hdf5Node.WordSize : 4;
        int[] shape = new int[space[1]];
        Hdf5Reader.Require(space.Length >= start + (shape.Length * Hdf5Node.WordSize));
        for (int axis = 0; axis < shape.Length; axis++)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(space[(start + (axis * Hdf5Node.WordSize))..]);
            shape[axis] = length is >= 0 and <= int.MaxValue ? (int)length : throw new InvalidDataException("an axis is too long");
        }

        return shape;
    }

    /// <summary>How many values a shape holds.</summary>
    public static long Product(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int length in shape)
        {
            count = Math.Min(count * length, (long)int.MaxValue + 1);
        }

        return count;
    }

    private byte[] Bytes()
    {
        byte[] layout = Message(Hdf5Node.Message.Layout);
        Hdf5Reader.Require(layout.Length >= 4);
        if (layout[0] != 3)
        {
            throw new InvalidDataException($"the layout of an array is of version {layout[0]}, and 3 is read; write it with libver='earliest'");
        }

        int size = (int)(_count * _width);
        switch (layout[1])
        {
            case CompactLayout:
                Hdf5Reader.Require(layout.Length >= 4 + size);
                return layout[4..(4 + size)];
            case ContiguousLayout:
                Hdf5Reader.Require(layout.Length >= 2 + (2 * Hdf5Node.WordSize));
                return size == 0 ? [] : _file.Bytes(BinaryPrimitives.ReadInt64LittleEndian(layout.AsSpan(2)), size);
            case ChunkedLayout:
                return OfChunks(layout);
            default:
                throw new InvalidDataException($"the layout of an array is of kind {layout[1]}, which is not read");
        }
    }

    private byte[] OfChunks(byte[] layout)
    {
        int axes = layout[2] - 1;
        Hdf5Reader.Require(axes == _shape.Length && axes > 0 && layout.Length >= 3 + Hdf5Node.WordSize + (sizeof(int) * (axes + 1)));
        int[] chunk = [.. MemoryMarshal.Cast<byte, int>(layout.AsSpan(3 + Hdf5Node.WordSize))[..axes]];
        Hdf5Reader.Require(chunk.All(length => length > 0));
        long size = Product(chunk) * _width;
        Hdf5Reader.Require(size <= _file.Length * MaxCompression && size <= Array.MaxLength);
        int[] filters = Filters();
        byte[] whole = new byte[_count * _width];
        HashSet<long> seen = [];
        foreach ((byte[] key, long address) in _file.Leaves(
            BinaryPrimitives.ReadInt64LittleEndian(layout.AsSpan(3)), Hdf5Node.ChunkTree, Hdf5Node.WordSize * (axes + 2)))
        {
            int[] place = new int[axes];
            for (int axis = 0; axis < axes; axis++)
            {
                long at = BinaryPrimitives.ReadInt64LittleEndian(key.AsSpan(Hdf5Node.WordSize * (1 + axis)));
                Hdf5Reader.Require(at >= 0 && at < _shape[axis] && at % chunk[axis] == 0);
                place[axis] = (int)at;
            }

            Hdf5Reader.Require(seen.Add(Offset(place)) && BinaryPrimitives.ReadUInt32LittleEndian(key.AsSpan(4)) == 0);
            byte[] stored = _file.Bytes(address, (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(key)));
            Put(Unfiltered(stored, filters, (int)size), whole, place, chunk, 0, 0, 0);
        }

        Hdf5Reader.Require(_count == 0 || seen.Count == Product([.. _shape.Zip(chunk, (length, part) => (int)(((long)length + part - 1) / part))]));
        return whole;
    }

    private long Offset(int[] place)
    {
        long offset = 0;
        for (int axis = 0; axis < place.Length; axis++)
        {
            offset = (offset * _shape[axis]) + place[axis];
        }

        return offset;
    }

    private void Put(byte[] bytes, byte[] whole, int[] place, int[] chunk, int axis, long from, long to)
    {
        int count = Math.Min(chunk[axis], _shape[axis] - place[axis]);
        (from, to) = (from * chunk[axis], (to * _shape[axis]) + place[axis]);
        if (axis == chunk.Length - 1)
        {
            bytes.AsSpan((int)(from * _width), count * _width).CopyTo(whole.AsSpan((int)(to * _width)));
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Put(bytes, whole, place, chunk, axis + 1, from + i, to + i);
        }
    }

    private int[] Filters()
    {
        byte[] message = _messages.FirstOrDefault(message => message.Type == Hdf5Node.Message.Filters).Content ?? [1, 0];
        Hdf5Reader.Require(message.Length >= 2 && message[0] == 1);
        int[] filters = new int[message[1]];
        int at = Hdf5Node.WordSize;
        for (int i = 0; i < filters.Length; i++)
        {
            Hdf5Reader.Require(message.Length >= at + Hdf5Node.WordSize);
            filters[i] = BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(at));
            int name = BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(at + 2));
            int values = BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(at + 6));
            at += Hdf5Node.WordSize + name + (sizeof(int) * (values + (values & 1)));
        }

        return Array.TrueForAll(filters, filter => filter is Hdf5Node.Deflate or Hdf5Node.Shuffle) ? filters
            : throw new InvalidDataException("an array is compressed in another way than by gzip");
    }

    private byte[] Unfiltered(byte[] stored, int[] filters, int size)
    {
        foreach (int filter in filters.Reverse())
        {
            stored = filter == Hdf5Node.Deflate ? Inflated(stored, size) : Sorted(stored);
        }

        Hdf5Reader.Require(stored.Length == size);
        return stored;
    }

    private static byte[] Inflated(byte[] stored, int size)
    {
        byte[] bytes = new byte[size];
        using ZLibStream inflate = new(new MemoryStream(stored), CompressionMode.Decompress);
        inflate.ReadExactly(bytes);
        Hdf5Reader.Require(inflate.ReadByte() < 0);
        return bytes;
    }

    private byte[] Sorted(byte[] shuffled)
    {
        byte[] bytes = new byte[shuffled.Length];
        int count = bytes.Length / _width;
        for (int i = 0; i < count; i++)
        {
            for (int digit = 0; digit < _width; digit++)
            {
                bytes[(i * _width) + digit] = shuffled[(digit * count) + i];
            }
        }

        return bytes;
    }

    private byte[] Message(int type) => _messages.FirstOrDefault(message => message.Type == type).Content
        ?? throw new InvalidDataException("what should be an array is none");
}
