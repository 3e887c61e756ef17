using AttnExtract.Extract.Surveys.Heads;
using CsCheck;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

public sealed class ScalingTests
{
    [Fact]
    public void Points_of_a_plane_are_found_again() =>
        Gen.Double[-1, 1].Array[16].Sample(points =>
        {
            double[] distances = DistancesOf(points);

            Scaling found = Scaling.Of(distances, 8);

            Assert.InRange(found.Stress, 0, 1e-3);
            Assert.All(distances.Zip(DistancesOf(found.Positions)), pair => Assert.Equal(pair.First, pair.Second, 1e-2));
        }, iter: 20);

    [Fact]
    public void Fewer_than_three_points_lie_on_a_line()
    {
        Assert.Equal([0.0, 0.0], Scaling.Of([0], 1).Positions);

        double[] two = Scaling.Of([0, 3, 3, 0], 2).Positions;
        Assert.Equal(3, Math.Abs(two[0] - two[2]), 1e-6);
    }

    private static double[] DistancesOf(double[] points)
    {
        int n = points.Length / 2;
        return
        [
            .. Enumerable.Range(0, n * n).Select(pair =>
                double.Hypot(points[pair / n * 2] - points[pair % n * 2], points[(pair / n * 2) + 1] - points[(pair % n * 2) + 1])),
        ];
    }
}
