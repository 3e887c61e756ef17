using System.Collections.Immutable;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>A tensor whose numbers do not lie in row-major order, such as a transpose; they are gathered as they are read.</summary>
internal sealed class StridedBytes : TensorBytes
{
    private readonly MappedBytes _storage;
    private readonly int _size;
    private readonly long _first;
    private readonly ImmutableArray<long> _shape;
    private readonly ImmutableArray<long> _strides;

    private StridedBytes(MappedBytes storage, int size, long first, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        _storage = storage;
        _size = size;
        _first = first;
        _shape = shape;
        _strides = strides;
        Length = shape.Aggregate((long)size, (bytes, length) => bytes * length);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Views a storage; without any copying where the numbers do lie in row-major order.</summary>
    /// <param name="storage">All numbers of the storage.</param>
    /// <param name="type">What one number is.</param>
    /// <param name="first">The place of the first number in the storage.</param>
    /// <param name="shape">The length of every axis.</param>
    /// <param name="strides">By how many numbers a step along each axis moves on; the view must lie within the storage.</param>
    public static TensorBytes View(
        MappedBytes storage, ElementType type, long first, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        int size = type.ByteSize();
        StridedBytes strided = new(storage, size, first, shape, strides);
        return strided.Length == 0 || IsRowMajor(shape, strides)
            ? storage.Part(strided.Length == 0 ? 0 : first * size, strided.Length)
            : strided;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % _size, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        byte[] gathered = new byte[count];
        long[] index = IndexOf(offset / _size);
        for (int at = 0; at < count; at += _size)
        {
            long from = _first;
            for (int axis = 0; axis < index.Length; axis++)
            {
                from += index[axis] * _strides[axis];
            }

            _storage.Slice(from * _size, _size).CopyTo(gathered.AsSpan(at));
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == _shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return gathered;
    }

    private static bool IsRowMajor(ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        long expected = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            // Along an axis of one number nobody steps.
            if (shape[axis] != 1 && strides[axis] != expected)
            {
                return false;
            }

            expected *= shape[axis];
        }

        return true;
    }

    private long[] IndexOf(long number)
    {
        long[] index = new long[_shape.Length];
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            (number, index[axis]) = Math.DivRem(number, _shape[axis]);
        }

        return index;
    }
}
