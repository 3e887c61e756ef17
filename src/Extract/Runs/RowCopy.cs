using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace AttnExtract.Extract;

/// <summary>
/// A copy of a tensor's numbers that reads each of them once: a row is added up while it is in the cache. Where there are many, as many threads
/// share them as libtorch may use here.
/// </summary>
internal sealed class RowCopy
{
    // Fewer than this are copied before another thread is awake.
    private const int LeastToShare = 1 << 18;

    private readonly Tensor _rows; // single precision, each row without gaps
    private readonly long[] _lengths;
    private readonly long[] _strides;

    /// <summary>Prepares to copy.</summary>
    /// <param name="view">One axis or more, of any strides and type.</param>
    public RowCopy(Tensor view)
    {
        _lengths = view.shape;
        Tensor single = view.to(ScalarType.Float32, CPU);
        bool hasGaps = view.shape[^1] > 1 && single.stride()[^1] != 1;
        _rows = hasGaps ? single.contiguous() : single;
        _strides = _rows.stride();
        Count = checked((int)view.numel());
    }

    /// <summary>How many numbers there are.</summary>
    public int Count { get; }

    /// <summary>Copies them.</summary>
    /// <param name="numbers">Room for <see cref="Count"/>.</param>
    /// <returns>The sum of each row.</returns>
    public float[] To(float[] numbers)
    {
        int width = (int)_lengths[^1];
        float[] sums = new float[width == 0 ? 0 : Count / width];
        if (sums.Length == 0)
        {
            return sums;
        }

        // The library shows a tensor's memory only where there are no gaps, as in one number.
        using Tensor first = _rows.as_strided([1], [1], _rows.storage_offset()); // [1]
        int threads = Count < LeastToShare ? 1 : Math.Min(get_num_threads(), sums.Length);
        if (threads == 1)
        {
            Copy(0, sums.Length);
        }
        else
        {
            Parallel.For(0, threads, part => Copy((int)((long)sums.Length * part / threads), (int)((long)sums.Length * (part + 1) / threads)));
        }

        return sums;

        void Copy(int start, int end)
        {
            ref float origin = ref MemoryMarshal.AsRef<float>(first.bytes);
            for (int row = start; row < end; row++)
            {
                Span<float> target = numbers.AsSpan(row * width, width);
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref origin, (nint)OffsetOf(row)), width).CopyTo(target);
                sums[row] = TensorPrimitives.Sum<float>(target);
            }
        }
    }

    private long OffsetOf(long row)
    {
        long offset = 0;
        for (int axis = _lengths.Length - 2; axis >= 0; axis--)
        {
            (row, long place) = Math.DivRem(row, _lengths[axis]);
            offset += place * _strides[axis];
        }

        return offset;
    }
}
