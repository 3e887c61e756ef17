using System.Numerics;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>The largest flow by the theorem of Ford and Fulkerson, through every choice that there is.</summary>
internal static class PlainFlow
{
    /// <summary>
    /// The cheapest cuts between every source above the levels and every sink below them, for every choice of nodes that stay with the source.
    /// </summary>
    /// <param name="capacities">What the edges of each level carry, the lowest first: [level][upper × lower]</param>
    /// <param name="n">How many nodes each level has.</param>
    /// <returns>Through the levels up to each: [level][source × sink]</returns>
    public static IEnumerable<T[]> SmallestCuts<T>(IEnumerable<T[]> capacities, int n)
        where T : struct, INumber<T>
    {
        T forbidden = T.CreateChecked(long.MaxValue / 2);
        T[][] cheapest = [.. Enumerable.Range(0, n).Select(sink => // [sink][side]
            Enumerable.Range(0, 1 << n).Select(side => Has(side, sink) ? forbidden : T.Zero).ToArray())];
        foreach (T[] level in capacities)
        {
            T[][] next = [.. cheapest.Select(_ => new T[1 << n])];
            T[] cut = new T[1 << n];
            for (int upper = 0; upper < cut.Length; upper++)
            {
                for (int gone = 1; gone < cut.Length; gone++)
                {
                    int lower = BitOperations.TrailingZeroCount(gone);
                    cut[gone] = cut[gone & (gone - 1)];
                    for (int node = 0; node < n; node++)
                    {
                        cut[gone] += Has(upper, node) ? level[(node * n) + lower] : T.Zero;
                    }
                }

                for (int sink = 0; sink < n; sink++)
                {
                    T best = forbidden;
                    for (int lower = 0; lower < cut.Length; lower++)
                    {
                        best = T.Min(best, cheapest[sink][lower] + cut[~lower & (cut.Length - 1)]);
                    }

                    next[sink][upper] = best;
                }
            }

            cheapest = next;
            yield return [.. Enumerable.Range(0, n * n).Select(pair =>
                Enumerable.Range(0, 1 << n).Where(upper => Has(upper, pair / n)).Min(upper => cheapest[pair % n][upper]))];
        }
    }

    private static bool Has(int side, int node) => (side >> node & 1) == 1;
}
