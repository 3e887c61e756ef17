using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
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
        (int queries, int keys) = (run.Queries.Tokens.Count, run.Keys.Tokens.Count);
        double[][] changes = [.. Enumerable.Range(0, run.Place.Spec.LayerCount).Select(_ => new double[queries * keys])];
        foreach (int[] zeroed in Enumerable.Range(0, keys).Chunk(Math.Max(1, run.BatchSize - 1)))
        {
            Measure(run, zeroed, changes);
        }

        return [.. changes.Select(layer => RowSums.ToOne(layer, keys))];
    }

    /// <summary>
    /// Every layer runs once on a batch of the plain text and a variant for each zeroed token; what the variants became is
    /// read where it leaves the layer, and the next layer starts from the plain text again.
    /// </summary>
    private static void Measure(MeasureRun run, int[] zeroed, double[][] changes)
    {
        using ModelTurn turn = ModelTurn.Of(run.Model);
        Device device = run.Model.Encoder.Device;
        Tensor variants = Arithmetic.Arange(1, zeroed.Length + 1, device); // [variant]
        Tensor keys = NewTensor.Indices(zeroed, device); // [variant]
        using DisposableList attached = [];
        for (int layer = 0; layer < changes.Length; layer++)
        {
            double[] ofLayer = changes[layer];
            attached.Add(run.Model.Hooks[run.Place.Name(HookSite.V, layer)].Attach(Zeroed));
            attached.Add(run.Model.Hooks[run.Place.InStack(HookSite.ResidualPost, layer)].Attach(hidden =>
            {
                Read(hidden, zeroed, ofLayer);
                return hidden[..1].expand(hidden.shape); // [1 + variant, token, hidden]
            }));
        }

        // An encoder need not be read to be looked into.
        Encoding read = run.Place.Stack == StackOrder.First ? run.Encoding with { Target = null } : run.Encoding;
        turn.Run([.. Enumerable.Repeat(read, zeroed.Length + 1)]);

        Tensor Zeroed(Tensor v)
        {
            Tensor changed = v.clone(); // [1 + variant, head, key, head size]
            changed.index_put_(NewTensor.Zeros([1], v), TensorIndex.Tensor(variants), TensorIndex.Colon, TensorIndex.Tensor(keys));
            return changed;
        }
    }

    private static void Read(Tensor hidden, int[] zeroed, double[] changes)
    {
        // The difference of nearly equal vectors: in double precision.
        using IDisposable scope = NewDisposeScope();
        Tensor exact = hidden.Exact();
        Tensor cosines = nn.functional.cosine_similarity(exact[1..], exact[..1], 2, 1e-30); // [variant, token]
        double[] values = [.. cosines.data<double>()];
        int queries = (int)hidden.shape[1];
        int keys = changes.Length / queries;
        for (int i = 0; i < values.Length; i++)
        {
            changes[(i % queries * keys) + zeroed[i / queries]] = 1 - values[i];
        }
    }
}
