using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace AttnExtract.Model.Network;

/// <summary>
/// Attention head by head, some rows at a time: scores, weights and what they bring stay in the cache, whoever watches the weights is shown them there, and a
/// map is never whole in memory. Rows of padding are left out, and of keys those that come after the last row.
/// </summary>
/// <param name="visibility">Which keys a query can see; those of each lie side by side.</param>
/// <param name="heads">Which head of the structure each one is.</param>
/// <param name="readers">Who watches.</param>
internal sealed unsafe class TiledAttention(Visibility visibility, ImmutableArray<int> heads, ImmutableArray<ITileReader> readers)
{
    // So many numbers of a tile that it stays in a core's second cache with what it is made of, and so many rows at most that cores share the work evenly.
    private const int NumbersATile = 1 << 16;
    private const int MostRows = 128;
    private const int LeastRows = 16;

    [ThreadStatic]
    private static float[]? _memory;

    /// <summary>What scores are multiplied by.</summary>
    public required float Scale { get; init; }

    /// <summary>Whether it can be done so: on a processor, in single precision, without gradients, where the library's parts are there.</summary>
    public static bool CanRun(Tensor q, Visibility visibility) =>
        visibility.IsContiguous && q.dtype == ScalarType.Float32 && q.device_type == TorchSharp.DeviceType.CPU && !is_grad_enabled() && LibTorchTeam.IsThere;

    /// <summary>What all heads bring.</summary>
    /// <param name="q">[batch, head, query, head size]</param>
    /// <param name="k">[batch, head, key, head size]</param>
    /// <param name="v">[batch, head, key, head size]</param>
    /// <param name="bias">Added to the scaled scores: broadcasts to [batch, head, query, key]; null for nothing.</param>
    /// <returns>0 where the query is padding: [batch, head, query, head size]</returns>
    public Tensor Run(Tensor q, Tensor k, Tensor v, Tensor? bias)
    {
        (int texts, int headCount, int queries, int size) = ((int)q.shape[0], (int)q.shape[1], (int)q.shape[2], (int)q.shape[3]);
        long[] whole = [texts, queries, headCount * size];
        Tensor z = (visibility.Queries.Tokens is null ? NewTensor.Empty(whole, q) : NewTensor.Zeros(whole, q))
            .unflatten(2, headCount, size).transpose(1, 2); // [batch, head, query, head size]
        int keys = (int)k.shape[2];
        int rows = Math.Clamp(NumbersATile / keys / LeastRows * LeastRows, LeastRows, MostRows);
        int blocks = (queries + rows - 1) / rows;
        Sheets query = new(q);
        Sheets key = new(k);
        Sheets value = new(v);
        Sheets result = new(z);
        Sheets? added = bias is null ? null : new Sheets(bias.expand(texts, headCount, queries, keys));
        foreach (ITileReader reader in readers)
        {
            reader.Begin();
        }

        LibTorchTeam.Share(texts * headCount * blocks, part =>
        {
            // The last rows of a causal map are the most work, and so the first.
            (int place, int block) = Math.DivRem(part, blocks);
            (int text, int head) = Math.DivRem(place, headCount);
            int first = (blocks - 1 - block) * rows;
            int count = Math.Min(rows, visibility.Queries.CountReal(text, queries) - first);
            if (count > 0)
            {
                AttendRows(
                    query.At(text, head), key.At(text, head), value.At(text, head), added?.At(text, head), result.At(text, head),
                    size, text, head, first, count);
            }
        });
        foreach (ITileReader reader in readers)
        {
            reader.End();
        }

        return z;
    }

    private void AttendRows(
        LibTorchTeam.Rows q, LibTorchTeam.Rows k, LibTorchTeam.Rows v, LibTorchTeam.Rows? bias, LibTorchTeam.Rows z,
        int size, int text, int head, int first, int count)
    {
        int keys = visibility.Keys.CountReal(text, visibility.KeyCount);
        int seen = visibility.Seen(text, first + count - 1).End;
        float[] memory = _memory?.Length >= count * keys ? _memory : _memory = GC.AllocateUninitializedArray<float>(count * keys, pinned: true);
        LibTorchTeam.Rows tile = new((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)), keys);
        LibTorchTeam.Multiply(q.From(first), k, true, tile, count, size, seen, Scale);
        for (int row = 0; row < count; row++)
        {
            (int from, int end) = visibility.Seen(text, first + row);
            Span<float> weights = memory.AsSpan(row * keys, keys);
            if (from < end)
            {
                if (bias is { } rows)
                {
                    RowSoftmax.Add(weights[from..end], new ReadOnlySpan<float>(rows.From(first + row).First + from, end - from));
                }

                RowSoftmax.Weigh(weights[from..end]);
            }

            weights[..from].Clear();
            weights[Math.Max(from, end)..].Clear();
        }

        foreach (ITileReader reader in readers)
        {
            reader.Read(new PatternTile(text, heads[head], first, count, keys, memory, keys));
        }

        LibTorchTeam.Multiply(tile, v, false, z.From(first), count, seen, size, 1);
    }

    /// <summary>A tensor's matrices of the last two axes, whose rows have no gaps.</summary>
    private sealed class Sheets
    {
        private readonly Tensor _numbers;
        private readonly long[] _strides;
        private readonly nint _address;
        private readonly int _rowStride;

        public Sheets(Tensor numbers)
        {
            bool hasGaps = numbers.shape[3] > 1 && numbers.stride()[3] != 1;
            _numbers = hasGaps ? numbers.contiguous() : numbers;
            _strides = _numbers.stride();
            _address = TensorMemory.AddressOf(_numbers);

            // Of a single row the library's stride says nothing.
            _rowStride = (int)(numbers.shape[2] == 1 ? numbers.shape[3] : _strides[2]);
        }

        public LibTorchTeam.Rows At(int text, int head) =>
            new((nint)((float*)_address + (text * _strides[0]) + (head * _strides[1])), _rowStride);
    }
}
