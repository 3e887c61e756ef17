namespace AttnExtract.Extract.Measures;

/// <summary>
/// Attention flow; Abnar and Zuidema 2020, section 3.2: the most that can flow from a token after a layer down to an input
/// token, when every layer's matrix (as <see cref="LayerMixing"/> makes it) says how much each of its connections carries.
/// </summary>
internal static class AttentionFlow
{
    // Capacities are whole numbers of this, so that flows are exact and every search ends.
    private const double Unit = 1e-8;

    /// <summary>The flows from every token of every layer to every input token: [layer][token, input].</summary>
    public static IReadOnlyList<DenseArray> Of(AttentionRecord record)
    {
        int n = record.Tokens.Count;
        long[][] capacities =
        [
            .. LayerMixing.Of(record, MeasureCatalog.Flow.Name)
                .Select(layer => Array.ConvertAll(layer, capacity => (long)Math.Round(capacity / Unit))),
        ];
        return [.. capacities.Select((_, layer) => FlowsFrom(capacities.AsMemory(0, layer + 1), n))];
    }

    private static DenseArray FlowsFrom(ReadOnlyMemory<long[]> capacities, int n)
    {
        float[] flows = new float[n * n];
        Parallel.For(0, n, () => new LayeredFlow(capacities, n), (source, _, network) =>
        {
            for (int sink = 0; sink < n; sink++)
            {
                flows[(source * n) + sink] = (float)(network.Largest(source, sink) * Unit);
            }

            return network;
        }, _ => { });
        return new DenseArray(flows, n, n);
    }
}
