using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttnExtract.Extract;

/// <summary>Single-precision numbers in row-major order and their shape. Plain memory: needs no native library to read.</summary>
public sealed class DenseArray
{
    /// <summary>Wraps numbers; <paramref name="values"/> is not copied.</summary>
    /// <param name="values">The numbers, last axis fastest.</param>
    /// <param name="shape">The length of every axis; their product is the number of values.</param>
    /// <exception cref="ArgumentException">The shape does not hold exactly that many values.</exception>
    public DenseArray(ReadOnlyMemory<float> values, params ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int length in shape)
        {
            count = checked(count * length);
        }

        if (count != values.Length)
        {
            throw new ArgumentException(
                $"Shape [{string.Join(", ", shape.ToArray())}] holds {count} values, but {values.Length} were given.");
        }

        Values = values;
        Shape = [.. shape];
    }

    /// <summary>The numbers, last axis fastest.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The length of every axis.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The part at one index of the first axis, without copying: for a pattern [head, query, key], one head's map.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the first axis' length.</exception>
    public DenseArray this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Shape[0]);
            int size = Values.Length / Shape[0];
            return new DenseArray(Values.Slice(index * size, size), Shape.AsSpan()[1..]);
        }
    }

    /// <summary>Numbers as the bytes that a file keeps of them.</summary>
    internal static ReadOnlySpan<byte> Bytes(ReadOnlySpan<float> values, RecordPrecision precision) =>
        precision == RecordPrecision.Float16 ? Halves(values) : MemoryMarshal.AsBytes(values);

    /// <summary>Numbers in half precision, as bytes.</summary>
    internal static byte[] Halves(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(ushort)];
        TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>Some rows of each map: [head, query, key]</summary>
    internal DenseArray Rows(IReadOnlyList<int> rows)
    {
        (int maps, int rowsOfMap, int width) = (Shape[0], Shape[1], Shape[2]);
        float[] values = new float[maps * rows.Count * width];
        for (int row = 0; row < maps * rows.Count; row++)
        {
            int from = (row / rows.Count * rowsOfMap) + rows[row % rows.Count];
            Values.Span.Slice(from * width, width).CopyTo(values.AsSpan(row * width));
        }

        return new DenseArray(values, maps, rows.Count, width);
    }

    /// <summary>The numbers rounded to half precision.</summary>
    internal DenseArray Halved()
    {
        float[] values = new float[Values.Length];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(Halves(Values.Span).AsSpan()), values);
        return new DenseArray(values, Shape.AsSpan());
    }

    /// <summary>Arrays of one shape along a new first axis.</summary>
    /// <param name="arrays">At least one.</param>
    /// <exception cref="ArgumentException">Their shapes differ.</exception>
    public static DenseArray Stack(IReadOnlyList<DenseArray> arrays)
    {
        float[] values = new float[arrays.Sum(array => array.Values.Length)];
        int at = 0;
        foreach (DenseArray array in arrays)
        {
            array.Values.CopyTo(values.AsMemory(at));
            at += array.Values.Length;
        }

        return arrays.All(array => array.Shape.SequenceEqual(arrays[0].Shape))
            ? new(values, [arrays.Count, .. arrays[0].Shape])
            : throw new ArgumentException("Arrays of one shape were expected.", nameof(arrays));
    }
}
