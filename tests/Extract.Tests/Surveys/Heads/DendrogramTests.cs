using System.Globalization;
using AttnExtract.Extract.Surveys.Heads;
using CsCheck;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

public sealed class DendrogramTests
{
    [Fact]
    public void A_tree_puts_like_things_together()
    {
        // On a line at 0, 10, 1, 11, 30: {0, 2} and {1, 3} join first, then both, then the last.
        double[] places = [0, 10, 1, 11, 30];
        double[] distances = [.. places.SelectMany(left => places.Select(right => Math.Abs(left - right)))];

        Dendrogram tree = Dendrogram.Of(distances, 5);

        Assert.Equal([0, 2, 1, 3, 4], tree.Order);
        Assert.Equal([new HeadMerge(0, 2, 1, 2), new(1, 3, 1, 2), new(5, 6, 10, 4), new(7, 4, 24.5, 5)], tree.Merges);
        Assert.Equal([0], Dendrogram.Of([0], 1).Order);
        Assert.Empty(Dendrogram.Of([0], 1).Merges);
    }

    [Fact]
    public void Merges_are_those_of_scipy()
    {
        string[][] lines = [.. ScipyLinkage().Where(line => !line.StartsWith('#')).Select(line => line.Split(' '))];
        int cases = 0;
        for (int line = 0; line < lines.Length; cases++)
        {
            int n = (int)((1 + Math.Sqrt(1 + (8.0 * lines[line].Length))) / 2);
            double[] condensed = [.. lines[line].Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

            Dendrogram tree = Dendrogram.Of(Square(condensed, n), n);

            Assert.Equal(n - 1, tree.Merges.Length);
            foreach ((string[] expected, HeadMerge merge) in lines[(line + 1)..(line + n)].Zip(tree.Merges))
            {
                Assert.Equal(expected[..2].Select(branch => int.Parse(branch, null)), ((int[])[merge.Left, merge.Right]).Order());
                Assert.Equal(double.Parse(expected[2], CultureInfo.InvariantCulture), merge.Distance, 1e-12);
                Assert.Equal(int.Parse(expected[3], null), merge.Count);
            }

            line += n;
        }

        Assert.Equal(6, cases);
    }

    [Fact]
    public void A_distance_is_the_mean_over_every_two_leaves() =>
        Gen.Double[0.01, 1].Array[45].Sample(
            condensed =>
            {
                const int N = 10;
                double[] distances = Square(condensed, N);

                Dendrogram tree = Dendrogram.Of(distances, N);

                List<int[]> branches = [.. Enumerable.Range(0, N).Select(leaf => (int[])[leaf])];
                List<int> whole = [.. Enumerable.Range(0, N)];
                foreach (HeadMerge merge in tree.Merges)
                {
                    double nearest = whole.SelectMany(one => whole.Where(other => one < other).Select(other => Mean(branches[one], branches[other]))).Min();
                    Assert.Equal(nearest, merge.Distance, 1e-12);
                    Assert.Equal(nearest, Mean(branches[merge.Left], branches[merge.Right]), 1e-12);
                    Assert.True(whole.Remove(merge.Left) && whole.Remove(merge.Right));
                    whole.Add(branches.Count);
                    branches.Add([.. branches[merge.Left], .. branches[merge.Right]]);
                    Assert.Equal(branches[^1].Length, merge.Count);
                }

                Assert.Equal(tree.Order, branches[^1]);

                double Mean(int[] left, int[] right) => left.Average(one => right.Average(other => distances[(one * N) + other]));
            },
            iter: 50);

    private static double[] Square(double[] condensed, int n)
    {
        double[] square = new double[n * n];
        int next = 0;
        for (int left = 0; left < n; left++)
        {
            for (int right = left + 1; right < n; right++)
            {
                square[(left * n) + right] = square[(right * n) + left] = condensed[next++];
            }
        }

        return square;
    }

    private static string[] ScipyLinkage()
    {
        using StreamReader reader = new(typeof(DendrogramTests).Assembly.GetManifestResourceStream("scipy-linkage.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
