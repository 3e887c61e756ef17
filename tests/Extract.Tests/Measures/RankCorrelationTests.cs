using AttnExtract.Extract.Measures;

namespace AttnExtract.Extract.Tests.Measures;

public sealed class RankCorrelationTests
{
    // The last two by scipy.stats.spearmanr's definition, worked by hand: ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4.
    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 10, 20, 1000 }, 1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 3, 2, 1 }, -1)]
    [InlineData(new double[] { 1, 2, 2, 3 }, new double[] { 1, 3, 2, 4 }, 0.9486832980505138)]
    [InlineData(new double[] { 5, 5, 5 }, new double[] { 1, 2, 3 }, double.NaN)]
    public void Spearman_correlates_ranks(double[] left, double[] right, double expected) =>
        Assert.Equal(expected, RankCorrelation.Spearman(left, right), 12);
}
