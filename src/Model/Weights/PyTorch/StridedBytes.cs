using System.Collections.Immutable;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>A tensor whose numbers do not lie in row-major order, such as a transpose; they are gathered as they are read.</summary>
/// <remarks>
/// Neighbours lie far apart in the file, so that the storage is read whole at the first step of gathering and let go of behind the last; one
/// that is too large for that is read number by number.
/// </remarks>
internal sealed class StridedBytes : TensorBytes
{
    private readonly FileBytes _storage;
    private readonly int _size;
    private readonly long _first;
    private readonly ImmutableArray<long> _shape;
    private readonly ImmutableArray<long> _strides;
    private byte[]? _whole;

    private StridedBytes(FileBytes storage, int size, long first, ImmutableArray<long> shape, ImmutableArray<long> strides)
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
        FileBytes storage, ElementType type, long first, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        int size = type.ByteSize();
        StridedBytes strided = new(storage, size, first, shape, strides);
        return strided.Length == 0 || IsRowMajor(shape, strides)
            ? storage.Part(strided.Length == 0 ? 0 : first * size, strided.Length)
            : strided;
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % _size, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - bytes.Length);
        ReadOnlySpan<byte> whole = _storage.Length <= Array.MaxLength ? _whole ??= Whole() : [];
        long[] index = IndexOf(offset / _size);
        for (int at = 0; at < bytes.Length; at += _size)
        {
            long from = _first;
            for (int axis = 0; axis < index.Length; axis++)
            {
                from += index[axis] * _strides[axis];
            }

            Span<byte> number = bytes.Slice(at, _size);
            if (whole.IsEmpty)
            {
                _storage.Read(from * _size, number);
            }
            else
            {
                whole.Slice((int)(from * _size), _size).CopyTo(number);
            }

            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == _shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        _whole = offset + bytes.Length == Length ? null : _whole;
    }

    private byte[] Whole()
    {
        byte[] whole = GC.AllocateUninitializedArray<byte>((int)_storage.Length);
        _storage.Read(0, whole);
        return whole;
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
