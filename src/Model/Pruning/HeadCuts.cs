using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using static TorchSharp.torch;

namespace AttnExtract.Model.Pruning;

/// <summary>
/// Finds which stored numbers belong to heads, whatever a family calls its tensors and however it fuses or turns them: numbers that
/// say where they lie go the way of the weights, and where they arrive in a head they are that head's.
/// </summary>
internal static class HeadCuts
{
    private static readonly string[] WithHeadsInRows =
    [
        "query.weight", "query.bias", "key.weight", "key.bias", "value.weight", "value.bias",
    ];

    /// <summary>What goes, by stored tensor.</summary>
    /// <param name="loader">Where every weight lies.</param>
    /// <param name="spec">The structure as it is.</param>
    /// <param name="heads">The heads that go, which are there.</param>
    /// <param name="keepsShape">Whether the output projection's columns become 0 and nothing else changes.</param>
    public static Dictionary<StoredTensor, TensorCut> Of(
        WeightLoader loader, StackSpec spec, IEnumerable<(int Layer, int Head)> heads, bool keepsShape)
    {
        using IDisposable scope = NewDisposeScope();
        Dictionary<StoredTensor, (bool[] Goes, bool AreRows)> marks = [];
        foreach (IGrouping<int, int> layer in heads.GroupBy(head => head.Layer, head => head.Head))
        {
            long[] places = [.. layer.SelectMany(head => Places(spec, layer.Key, head))];
            foreach (string rows in keepsShape ? [] : WithHeadsInRows)
            {
                Mark($"layers.{layer.Key}.attention.{rows}", 0, places);
            }

            Mark($"layers.{layer.Key}.attention.output.weight", 1, places);
        }

        return marks.ToDictionary(tensor => tensor.Key, tensor => TensorCut.Of(tensor.Key, tensor.Value.Goes, tensor.Value.AreRows, keepsShape));

        void Mark(string ours, int axis, long[] places)
        {
            if (loader.Find(ours) is not ({ } stored, var source))
            {
                return;
            }

            Tensor origins = Arithmetic.Arange(stored.Count, CPU).view([.. stored.Shape]); // the stored shape
            Tensor ofOurs = source.Operations.Aggregate(origins, (before, operation) => operation.Apply(before, spec)); // our shape
            bool isTurned = ofOurs.dim() == 2 && ofOurs[0, 1].item<long>() != ofOurs[0, 0].item<long>() + 1;
            marks.TryAdd(stored, (new bool[stored.Count], (axis == 0) != isTurned));
            foreach (long origin in ofOurs.index_select(axis, NewTensor.Of(places, CPU)).contiguous().data<long>())
            {
                marks[stored].Goes[origin] = true;
            }
        }
    }

    // The rows of a head, of those that a layer has.
    private static IEnumerable<long> Places(StackSpec spec, int layer, int head) =>
        Enumerable.Range(0, spec.HeadSize).Select(i => ((long)spec.HeadsOf(layer).IndexOf(head) * spec.HeadSize) + i);
}
