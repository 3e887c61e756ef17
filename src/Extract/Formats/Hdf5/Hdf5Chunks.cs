using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>An array cut into parts of about a megabyte, each compressed by itself.</summary>
internal sealed class Hdf5Chunks
{
    private const int MostBytes = 1 << 20;
    private const int Level = 6;

    private readonly int[] _shape;
    private readonly int[] _chunk;
    private readonly int _width;
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>Cuts an array: the first axes first, so that a map stays whole.</summary>
    public Hdf5Chunks(ReadOnlySpan<int> shape, ReadOnlyMemory<float> values, RecordPrecision precision)
    {
        _shape = shape.ToArray();
        _chunk = [.. _shape.Select(length => Math.Max(1, length))];
        _values = values;
        _width = precision.Width();
        for (int axis = 0; axis < _chunk.Length; axis++)
        {
            while (_chunk[axis] > 1 && Size > MostBytes)
            {
                _chunk[axis] = (_chunk[axis] + 1) / 2;
            }
        }
    }

    private long Size => _chunk.Aggregate((long)_width, (size, length) => size * length);

    /// <summary>The parts in order, each with the place of its first number.</summary>
    public IEnumerable<(int[] Place, byte[] Bytes)> Compressed()
    {
        if (_shape.Contains(0))
        {
            yield break;
        }

        int[] place = new int[_shape.Length];
        for (bool goesOn = true; goesOn;)
        {
            yield return ([.. place], Deflate(Shuffle(Cut(place))));
            goesOn = false;
            for (int axis = place.Length - 1; axis >= 0 && !goesOn; axis--)
            {
                place[axis] += _chunk[axis];
                goesOn = place[axis] < _shape[axis];
                place[axis] = goesOn ? place[axis] : 0;
            }
        }
    }

    /// <summary>What a tree says of a part.</summary>
    public byte[] Key(int size, ReadOnlySpan<int> place)
    {
        byte[] key = new byte[Hdf5Node.WordSize * (2 + place.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(key, size);
        for (int axis = 0; axis < place.Length; axis++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(key.AsSpan(Hdf5Node.WordSize * (1 + axis)), place[axis]);
        }

        return key;
    }

    /// <summary>What a tree says of where a part behind the last one would be.</summary>
    public byte[] KeyBehind()
    {
        byte[] key = Key(0, [.. _shape.Zip(_chunk, (length, chunk) => Math.Max(1, (length + chunk - 1) / chunk) * chunk)]);
        BinaryPrimitives.WriteInt64LittleEndian(key.AsSpan(key.Length - Hdf5Node.WordSize), _width);
        return key;
    }

    /// <summary>The content of the message that says how the array lies.</summary>
    public byte[] Layout(long tree)
    {
        byte[] layout = new byte[3 + Hdf5Node.WordSize + (sizeof(int) * (_chunk.Length + 1))];
        (layout[0], layout[1], layout[2]) = (3, 2, (byte)(_chunk.Length + 1));
        BinaryPrimitives.WriteInt64LittleEndian(layout.AsSpan(3), tree);
        for (int axis = 0; axis <= _chunk.Length; axis++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(
                layout.AsSpan(3 + Hdf5Node.WordSize + (sizeof(int) * axis)), axis < _chunk.Length ? _chunk[axis] : _width);
        }

        return layout;
    }

    /// <summary>The content of the message that says how parts are compressed.</summary>
    public byte[] Filters() =>
    [
        1, 2, 0, 0, 0, 0, 0, 0,
        (byte)Hdf5Node.Shuffle, 0, 0, 0, 1, 0, 1, 0, (byte)_width, 0, 0, 0, 0, 0, 0, 0,
        (byte)Hdf5Node.Deflate, 0, 0, 0, 1, 0, 1, 0, Level, 0, 0, 0, 0, 0, 0, 0,
    ];

    // Behind the array's end stand zeros.
    private byte[] Cut(int[] place)
    {
        byte[] bytes = new byte[Size];
        Cut(place, 0, 0, 0, bytes);
        return bytes;
    }

    private void Cut(int[] place, int axis, long from, long to, Span<byte> bytes)
    {
        int count = Math.Min(_chunk[axis], _shape[axis] - place[axis]);
        (from, to) = ((from * _shape[axis]) + place[axis], to * _chunk[axis]);
        if (axis == _shape.Length - 1)
        {
            Put(_values.Span.Slice((int)from, count), bytes[(int)(to * _width)..]);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Cut(place, axis + 1, from + i, to + i, bytes);
        }
    }

    private void Put(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        if (_width == sizeof(float))
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            return;
        }

        TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes)[..values.Length]);
    }

    private byte[] Shuffle(byte[] bytes)
    {
        byte[] shuffled = new byte[bytes.Length];
        int count = bytes.Length / _width;
        for (int i = 0; i < count; i++)
        {
            for (int digit = 0; digit < _width; digit++)
            {
                shuffled[(digit * count) + i] = bytes[(i * _width) + digit];
            }
        }

        return shuffled;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using MemoryStream memory = new();
        using (ZLibStream deflate = new(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return memory.ToArray();
    }
}
