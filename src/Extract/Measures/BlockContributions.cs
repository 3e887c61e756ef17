namespace AttnExtract.Extract.Measures;

/// <summary>Aggregated layer-wise token-to-token interactions; Ferrando et al. 2022, sections 3.2 and 3.3.</summary>
internal static class BlockContributions
{
    /// <summary>Contributions: [layer][query, key].</summary>
    public static IReadOnlyList<DenseArray> PerLayer(MeasureRun run) =>
        [.. Layers(run).Select(layer => LayerMixing.ToArray(layer, run.Keys.Tokens.Count))];

    /// <summary>Contributions multiplied through the layers: [layer][query, input].</summary>
    public static IReadOnlyList<DenseArray> RolledOut(MeasureRun run) => AttentionRollout.Multiplied(Layers(run), run.Keys.Tokens.Count);

    private static IReadOnlyList<double[]> Layers(MeasureRun run) => ValueNorms.ForEachLayer(run, vectors => vectors.Contributions());
}
