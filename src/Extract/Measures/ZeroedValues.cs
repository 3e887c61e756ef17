using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// Value zeroing; Mohebbi et al. 2023, section 3: how far a token's output of a layer turns when, in all heads of that layer,
/// another token's value is 0.
/// </summary>
internal static class ZeroedValues
{
    /// <summary>1 − cos of every token's output with and without, rows scaled to sum 1: [layer][query, key].</summary>
    public static IReadOnlyList<DenseArray> Of(MeasureRun run)
    {
        int n = run.Length;
        double[][] changes = [.. Enumerable.Range(0, run.Model.Spec.LayerCount).Select(_ => new double[n * n])];
        foreach (int[] zeroed in Enumerable.Range(0, n).Chunk(Math.Max(1, run.BatchSize - 1)))
        {
            Measure(run, zeroed, changes);
        }

        return [.. changes.Select(layer => RowSums.ToOne(layer, n))];
    }

    /// <summary>
    /// Every layer runs once on a batch of the plain text and a variant for each zeroed token; what the variants became is
    /// read where it leaves the layer, and the next layer starts from the plain text again.
    /// </summary>
    private static void Measure(MeasureRun run, int[] zeroed, double[][] changes)
    {
        using ModelTurn turn = ModelTurn.Of(run.Model);
        Tensor variants = Arithmetic.Arange(1, zeroed.Length + 1); // [variant]
        Tensor keys = tensor(Array.ConvertAll(zeroed, key => (long)key)); // [variant]
        using IDisposable zeroing = run.Model.Hooks.Attach(HookSite.V.Path, (_, v) =>
        {
            Tensor changed = v.clone(); // [1 + variant, head, key, head size]
            changed.index_put_(zeros(1, dtype: v.dtype), TensorIndex.Tensor(variants), TensorIndex.Colon, TensorIndex.Tensor(keys));
            return changed;
        });
        using IDisposable reading = run.Model.Hooks.Attach(HookSite.ResidualPost.Path, (name, hidden) =>
        {
            Read(hidden, zeroed, changes[name.Layer!.Value]);
            return hidden[..1].expand(hidden.shape); // [1 + variant, token, hidden]
        });
        turn.Run([.. Enumerable.Repeat(run.Encoding, zeroed.Length + 1)]);
    }

    private static void Read(Tensor hidden, int[] zeroed, double[] changes)
    {
        // The difference of nearly equal vectors: in double precision.
        using IDisposable scope = NewDisposeScope();
        Tensor exact = hidden.to(ScalarType.Float64);
        Tensor cosines = nn.functional.cosine_similarity(exact[1..], exact[..1], 2, 1e-30); // [variant, token]
        double[] values = [.. cosines.data<double>()];
        int n = (int)hidden.shape[1];
        for (int i = 0; i < values.Length; i++)
        {
            changes[(i % n * n) + zeroed[i / n]] = 1 - values[i];
        }
    }
}
