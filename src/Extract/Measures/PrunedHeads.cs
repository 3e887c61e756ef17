using System.Runtime.InteropServices;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Measures;

/// <summary>Heads that were cut out of a model: measures have no number for them, and means are of the others.</summary>
internal static class PrunedHeads
{
    /// <summary>Whether the numbers are those of such a head.</summary>
    public static bool IsRemoved(DenseArray ofHead) => ofHead.Values.Length > 0 && float.IsNaN(ofHead.Values.Span[0]);

    /// <summary>Puts NaN in the place of such heads.</summary>
    /// <param name="ofHeads">[head, …], memory of our own.</param>
    /// <param name="spec">The model's structure.</param>
    /// <param name="layer">The layer that they are of.</param>
    /// <returns>The same array.</returns>
    public static DenseArray Mark(DenseArray ofHeads, StackSpec spec, int layer)
    {
        int size = ofHeads.Values.Length / spec.HeadCount;
        foreach (int head in spec.PrunedHeads.GetValueOrDefault(layer, []))
        {
            MemoryMarshal.AsMemory(ofHeads.Values).Span.Slice(head * size, size).Fill(float.NaN);
        }

        return ofHeads;
    }
}
