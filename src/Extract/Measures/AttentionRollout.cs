namespace AttnExtract.Extract.Measures;

/// <summary>Attention rollout; Abnar and Zuidema 2020, section 3.1. From a decoder to what its encoder reads: <see cref="BimodalRelevance"/>.</summary>
internal static class AttentionRollout
{
    /// <summary>R_l = M_l·R_{l−1}, with M as <see cref="LayerMixing"/> makes it: [layer][query, input].</summary>
    public static IReadOnlyList<DenseArray> Of(AttentionRecord record)
    {
        if (record.Kind?.IsCross == true)
        {
            return BimodalRelevance.Of(kind => LayerMixing.Means(record.Of(kind), MeasureCatalog.Rollout.Name), record.Keys.Tokens.Count, record.Tokens.Count)
                .Cross;
        }

        int n = record.Tokens.Count;
        return Multiplied(LayerMixing.Of(record, MeasureCatalog.Rollout.Name), n);
    }

    /// <summary>The products of the first 1, 2, … matrices, the later to the left.</summary>
    public static IReadOnlyList<DenseArray> Multiplied(IReadOnlyList<double[]> layers, int n)
    {
        List<DenseArray> products = [];
        double[]? product = null;
        foreach (double[] layer in layers)
        {
            product = product is null ? layer : LayerMixing.Product(layer, product, n);
            products.Add(LayerMixing.ToArray(product, n));
        }

        return products;
    }
}
