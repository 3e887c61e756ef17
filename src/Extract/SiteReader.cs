using System.Collections.Immutable;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Copies one text's share of a tensor that passes a hook point into plain memory: real tokens and wanted heads only.</summary>
/// <param name="site">The site, whose shape says which axes count tokens and heads.</param>
/// <param name="heads">The heads to keep, ascending.</param>
/// <param name="headCount">How many heads there are.</param>
internal sealed class SiteReader(HookSite site, ImmutableArray<int> heads, int headCount)
{
    private static readonly string[] TokenAxes = ["token", "query", "key"];

    // Without the batch axis.
    private readonly string[] _axes = site.Shape.Split(", ")[1..];

    /// <summary>The real tokens and wanted heads of one text, still in the library's memory.</summary>
    /// <param name="value">What passes, with a leading batch axis.</param>
    /// <param name="row">The text's index in the batch.</param>
    /// <param name="length">How many of its tokens are real.</param>
    /// <returns>The site's shape without the batch axis.</returns>
    public Tensor View(Tensor value, int row, int length)
    {
        Tensor view = value[row];
        for (int axis = 0; axis < _axes.Length; axis++)
        {
            if (TokenAxes.Contains(_axes[axis]))
            {
                view = view.narrow(axis, 0, length);
            }
            else if (_axes[axis] == "head" && heads.Length < headCount)
            {
                view = view.index_select(axis, tensor(heads.Select(head => (long)head).ToArray()));
            }
        }

        return view;
    }

    /// <summary>Copies numbers into memory of our own; the library's copy uses every core and converts on the way.</summary>
    /// <param name="view">Numbers of any shape and type.</param>
    public static DenseArray Copy(Tensor view)
    {
        float[] numbers = GC.AllocateUninitializedArray<float>((int)view.numel());
        using Tensor destination = frombuffer(numbers, ScalarType.Float32).view(view.shape);
        destination.copy_(view);
        return new DenseArray(numbers, [.. view.shape.Select(axis => (int)axis)]);
    }
}
