using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights;

/// <summary>One tensor of a weight file: its name, type, shape and, read where they are asked for, its bytes.</summary>
public sealed class StoredTensor
{
    // Small enough that what is read in one step stays in the cache, large enough that a step costs nothing.
    internal const int ElementsPerStep = 1 << 20;

    private readonly TensorBytes _bytes;

    private delegate void Conversion<T>(ElementType type, ReadOnlySpan<byte> source, Span<T> destination);

    internal StoredTensor(string file, string name, ElementType elementType, ImmutableArray<long> shape, TensorBytes bytes)
    {
        File = file;
        Name = name;
        ElementType = elementType;
        Shape = shape;
        Count = bytes.Length / elementType.ByteSize();
        _bytes = bytes;
    }

    /// <summary>The path of the file that holds it.</summary>
    public string File { get; }

    /// <summary>The name under which it is stored.</summary>
    public string Name { get; }

    /// <summary>What one number of it is.</summary>
    public ElementType ElementType { get; }

    /// <summary>The length of every axis; empty for a single number.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>How many numbers it has.</summary>
    public long Count { get; }

    /// <summary>How many bytes its numbers take.</summary>
    public long ByteCount => _bytes.Length;

    /// <summary>The numbers as they are stored, row-major and little-endian, read anew at every call.</summary>
    /// <exception cref="AttnExtractException">
    /// They cannot be read, or there are more than 2 GiB of them; <c>CopyTo</c> knows no such limit.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public ReadOnlySpan<byte> Bytes => ByteCount <= Array.MaxLength
        ? Read(0, new byte[ByteCount])
        : throw new AttnExtractException(
            $"Tensor '{Name}' of '{File}' has {ByteCount} bytes, more than the {Array.MaxLength} that can be viewed at once.");

    /// <summary>
    /// Converts the numbers to single precision: exact from F16, BF16, F32, BOOL and the integers of up to 16 bits, else
    /// rounded to nearest.
    /// </summary>
    /// <param name="destination">Room for exactly <see cref="Count"/> numbers, filled in row-major order.</param>
    /// <exception cref="ArgumentException">The room is not <see cref="Count"/> long.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public void CopyTo(Span<float> destination) => CopyTo(destination, ElementType.F32, NumberConversion.ToSingle, isWeight: false);

    /// <summary>Converts the numbers to double precision: exact but for 64-bit integers, which are rounded to nearest.</summary>
    /// <inheritdoc cref="CopyTo(Span{float})"/>
    public void CopyTo(Span<double> destination) => CopyTo(destination, ElementType.F64, NumberConversion.ToDouble, isWeight: false);

    /// <summary>Converts the numbers of a weight, all of which must be finite.</summary>
    /// <inheritdoc cref="CopyTo(Span{float})"/>
    /// <exception cref="AttnExtractException">One is infinite, or none.</exception>
    internal void CopyWeightTo(Span<float> destination) => CopyTo(destination, ElementType.F32, NumberConversion.ToSingle, isWeight: true);

    /// <summary>The same of some of the numbers.</summary>
    /// <inheritdoc cref="CopyWeightTo(Span{float})"/>
    /// <param name="destination">Room for as many as are read.</param>
    /// <param name="first">The first of them, in row-major order.</param>
    internal void CopyWeightTo(Span<float> destination, long first) =>
        CopyFrom(first, destination, ElementType.F32, NumberConversion.ToSingle, isWeight: true);

    /// <inheritdoc cref="CopyWeightTo(Span{float})"/>
    internal void CopyWeightTo(Span<double> destination) => CopyTo(destination, ElementType.F64, NumberConversion.ToDouble, isWeight: true);

    /// <summary>Writes some of the numbers as they are stored.</summary>
    /// <param name="stream">Written from where it stands.</param>
    /// <param name="first">The first number, in row-major order.</param>
    /// <param name="count">How many.</param>
    internal void WriteTo(Stream stream, long first, long count)
    {
        using IMemoryOwner<byte> room = Room(count);
        for (long done = 0; done < count; done += ElementsPerStep)
        {
            stream.Write(Read(first + done, InRoom(room, Math.Min(ElementsPerStep, count - done))));
        }
    }

    private void CopyTo<T>(Span<T> destination, ElementType same, Conversion<T> convert, bool isWeight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireRoom(destination.Length);
        CopyFrom(0, destination, same, convert, isWeight);
    }

    private void CopyFrom<T>(long first, Span<T> destination, ElementType same, Conversion<T> convert, bool isWeight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using IMemoryOwner<byte> room = Room(ElementType == same ? 0 : Count);
        for (int done = 0; done < destination.Length; done += ElementsPerStep)
        {
            Span<T> step = destination.Slice(done, Math.Min(ElementsPerStep, destination.Length - done));
            if (ElementType == same)
            {
                Read(first + done, MemoryMarshal.AsBytes(step));
            }
            else
            {
                convert(ElementType, Read(first + done, InRoom(room, step.Length)), step);
            }

            // While the numbers are still in the cache.
            if (isWeight && NumberConversion.FirstNotFinite<T>(step) is >= 0 and int place)
            {
                throw NotFinite(first + done + place, T.IsNaN(step[place]));
            }
        }
    }

    private AttnExtractException NotFinite(long number, bool isNone)
    {
        long[] place = new long[Shape.Length];
        for (int axis = place.Length - 1; axis >= 0; axis--)
        {
            (number, place[axis]) = Math.DivRem(number, Shape[axis]);
        }

        return new AttnExtractException(
            $"'{File}' is damaged: '{Name}' holds {(isNone ? "a value that is not a number" : "an infinite number")} at "
            + $"[{string.Join(", ", place)}], and every weight must be finite. Get the file anew.");
    }

    private void RequireRoom(int length)
    {
        if (length != Count)
        {
            throw new ArgumentException($"Tensor '{Name}' has {Count} numbers, but there is room for {length}.", "destination");
        }
    }

    // Room for what is read in one step.
    private IMemoryOwner<byte> Room(long count) =>
        MemoryPool<byte>.Shared.Rent((int)Math.Min(ElementsPerStep, count) * ElementType.ByteSize());

    private Span<byte> InRoom(IMemoryOwner<byte> room, long count) => room.Memory.Span[..((int)count * ElementType.ByteSize())];

    private ReadOnlySpan<byte> Read(long first, Span<byte> room)
    {
        _bytes.Read(first * ElementType.ByteSize(), room);
        return room;
    }
}
