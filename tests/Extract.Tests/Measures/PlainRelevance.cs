namespace AttnExtract.Extract.Tests.Measures;

/// <summary>The bi-modal rules of Chefer et al. 2021, equations 6 to 10, in plain loops.</summary>
/// <param name="Source">Of the encoder's text to itself: [query][key]</param>
/// <param name="Target">Of the decoder's text to itself: [query][key]</param>
/// <param name="Cross">Of the encoder's text to the decoder's, after each of its layers: [layer][query][key]</param>
internal sealed record PlainRelevance(double[][] Source, double[][] Target, IReadOnlyList<double[][]> Cross)
{
    /// <summary>Carries it through.</summary>
    /// <param name="layersOf">Of each kind of attention, what a layer's maps come to: [layer][query][key]</param>
    public static PlainRelevance Of(Func<AttentionKind, IReadOnlyList<double[][]>> layersOf)
    {
        (IReadOnlyList<double[][]> owns, IReadOnlyList<double[][]> others) = (layersOf(AttentionKind.Decoder), layersOf(AttentionKind.Cross));
        double[][] ss = Identity(others[0][0].Length);
        foreach (double[][] layer in layersOf(AttentionKind.Encoder))
        {
            ss = Plus(ss, Product(layer, ss));
        }

        double[][] tt = Identity(owns[0].Length);
        double[][] ts = [.. tt.Select(_ => new double[ss.Length])];
        List<double[][]> all = [];
        foreach ((double[][] own, double[][] other) in owns.Zip(others))
        {
            (tt, ts) = (Plus(tt, Product(own, tt)), Plus(ts, Product(own, ts)));
            double[][] asks = Shares(tt);
            double[][] turned = [.. asks.Select((_, i) => asks.Select(row => row[i]).ToArray())];
            ts = Plus(ts, Product(turned, Product(other, Shares(ss))));
            all.Add(ts);
        }

        return new PlainRelevance(ss, tt, all);
    }

    /// <summary>The mean of the heads' maps.</summary>
    public static double[][] Mean(double[][][] heads) =>
        [.. heads[0].Select((row, query) => row.Select((_, key) => heads.Average(head => head[query][key])).ToArray())];

    /// <summary>The identity.</summary>
    public static double[][] Identity(int n) =>
        [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0).ToArray())];

    /// <summary>A sum.</summary>
    public static double[][] Plus(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    /// <summary>A product.</summary>
    public static double[][] Product(double[][] left, double[][] right) =>
        [.. left.Select(row => right[0].Select((_, column) => row.Select((x, inner) => x * right[inner][column]).Sum()).ToArray())];

    private static double[][] Shares(double[][] relevance) => [.. relevance.Select((row, i) =>
    {
        double beside = row.Sum() - 1;
        return row.Select((x, j) => (i == j ? 1 : 0) + (beside == 0 ? 0 : (x - (i == j ? 1 : 0)) / beside)).ToArray();
    })];
}
