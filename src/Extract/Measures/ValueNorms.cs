namespace AttnExtract.Extract.Measures;

/// <summary>How long the vectors are that attention brings from token to token; Kobayashi et al. 2020 and 2021.</summary>
internal static class ValueNorms
{
    /// <summary>‖A·v·W_O‖ of each head: [layer][head, query, key].</summary>
    public static IReadOnlyList<DenseArray> PerHead(MeasureRun run) => ForEachLayer(run, vectors => vectors.NormsPerHead());

    /// <summary>‖Σ_h A·v·W_O‖: [layer][query, key].</summary>
    public static IReadOnlyList<DenseArray> Summed(MeasureRun run) => ForEachLayer(run, vectors => vectors.NormsSummed());

    /// <summary>The same after residual and norm: [layer][query, key].</summary>
    public static IReadOnlyList<DenseArray> WithResidual(MeasureRun run) => ForEachLayer(run, vectors => vectors.NormsWithResidual());

    /// <summary>Something of every layer's vectors.</summary>
    public static IReadOnlyList<T> ForEachLayer<T>(MeasureRun run, Func<BlockVectors, T> read)
    {
        List<T> results = [];
        for (int layer = 0; layer < run.Place.Spec.LayerCount; layer++)
        {
            using ModelTurn turn = ModelTurn.Of(run.Model);
            results.Add(read(new BlockVectors(run, layer)));
        }

        return results;
    }
}
