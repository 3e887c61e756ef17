using System.Collections.Immutable;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Copies one text's share of a tensor that passes a hook point into plain memory: real tokens and wanted heads only.</summary>
internal sealed class SiteReader
{
    // Without the batch axis.
    private readonly ImmutableArray<Axis> _axes;
    private readonly ImmutableArray<int> _heads;
    private readonly bool _takesAllHeads;
    private readonly long[] _there;

    /// <summary>Makes a reader.</summary>
    /// <param name="name">The hook point, whose site says which axes count tokens and heads.</param>
    /// <param name="heads">The heads to keep, ascending.</param>
    /// <param name="spec">The model's structure.</param>
    public SiteReader(HookName name, ImmutableArray<int> heads, StackSpec spec)
    {
        _axes = name.Site.Axes[1..];
        _heads = heads;
        _takesAllHeads = heads.Length == spec.HeadCount;
        _there = name.Layer is { } layer && name.Site.HasHeadAxis
            ? [.. heads.Index().Where(head => spec.HasHead(layer, head.Item)).Select(head => (long)head.Index)]
            : [.. heads.Index().Select(head => (long)head.Index)];
        HeadsThere = [.. _there.Select(place => heads[(int)place])];
    }

    /// <summary>The heads to keep, without those that were cut out of the layer.</summary>
    public ImmutableArray<int> HeadsThere { get; }

    /// <summary>The heads to keep.</summary>
    public ImmutableArray<int> Heads => _heads;

    private bool IsWhole => _there.Length == _heads.Length;

    /// <summary>The real tokens and wanted heads of one text, still in the library's memory.</summary>
    /// <param name="value">What passes, with a leading batch axis.</param>
    /// <param name="row">The text's index in the batch.</param>
    /// <param name="tokens">How many of its tokens are real.</param>
    /// <param name="keys">How many of the tokens that it attends to are real.</param>
    /// <param name="queries">The positions of the tokens that attend and are kept, ascending; null for all.</param>
    /// <returns>The site's shape without the batch axis; of the heads, those of <see cref="HeadsThere"/>.</returns>
    public Tensor View(Tensor value, int row, int tokens, int keys, ImmutableArray<int>? queries = null)
    {
        Tensor view = value[row];
        for (int axis = 0; axis < _axes.Length; axis++)
        {
            int real = _axes[axis] == Axis.Key ? keys : tokens;
            if (_axes[axis].CountsTokens && view.shape[axis] != real)
            {
                view = view.narrow(axis, 0, real);
            }

            if (_axes[axis] == Axis.Query && queries is { } kept)
            {
                view = view.index_select(axis, NewTensor.Indices(kept, view.device));
            }
            else if (_axes[axis] == Axis.Head && (!_takesAllHeads || !IsWhole))
            {
                view = view.index_select(axis, NewTensor.Indices(HeadsThere, view.device));
            }
        }

        return view;
    }

    /// <summary>Copies a view and adds up its rows on the way; heads that were cut out of the layer have no numbers: NaN.</summary>
    /// <param name="view">As <see cref="View"/> gives it.</param>
    /// <param name="sums">The sum of each row, of each head of <see cref="HeadsThere"/> in turn.</param>
    public DenseArray Read(Tensor view, out float[] sums)
    {
        RowCopy copy = new(view);
        int size = (int)view.shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        float[] numbers = MapMemory.Lend(IsWhole ? copy.Count : _heads.Length * size);
        if (IsWhole)
        {
            sums = copy.To(numbers);
            return new DenseArray(numbers, [.. view.shape.Select(axis => (int)axis)]);
        }

        float[] there = new float[copy.Count];
        sums = copy.To(there);
        numbers.AsSpan().Fill(float.NaN);
        for (int head = 0; head < _there.Length; head++)
        {
            there.AsSpan(head * size, size).CopyTo(numbers.AsSpan((int)_there[head] * size));
        }

        return new DenseArray(numbers, [_heads.Length, .. view.shape.Skip(1).Select(axis => (int)axis)]);
    }

    /// <summary>Copies numbers into memory of our own; the library's copy uses every core and converts on the way.</summary>
    /// <param name="view">Numbers of any shape and type.</param>
    public static DenseArray Copy(Tensor view)
    {
        float[] numbers = GC.AllocateUninitializedArray<float>((int)view.numel());
        using Tensor destination = NewTensor.Over(numbers, numbers.Length).view(view.shape);
        destination.copy_(view);
        return new DenseArray(numbers, [.. view.shape.Select(axis => (int)axis)]);
    }
}
