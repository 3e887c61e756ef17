using System.Collections.Immutable;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Tests.Statistics;

public sealed class BootstrapTests
{
    private static readonly BootstrapOptions Quick = new() { Resamples = 1000 };

    [Theory]
    [InlineData("normal", 20)]
    [InlineData("normal", 60)]
    [InlineData("uniform", 20)]
    [InlineData("exponential", 40)]
    public void Intervals_cover_the_true_mean_as_often_as_they_say(string distribution, int texts)
    {
        const int Experiments = 2000;
        Random random = new(1);
        int covered = 0;
        for (int i = 0; i < Experiments; i++)
        {
            MeanEstimate estimate = Bootstrap.Mean(
                Enumerable.Range(0, texts).Select(_ => Sample(distribution, random)), Quick with { Seed = i });
            covered += estimate.Lower <= 1 && estimate.Upper >= 1 ? 1 : 0;
        }

        Assert.InRange(covered / (double)Experiments, 0.93, 0.97);
    }

    [Fact]
    public void P_values_of_no_effect_are_as_often_small_as_they_say()
    {
        const int Experiments = 2000;
        Random random = new(2);
        int small = Enumerable.Range(0, Experiments).Count(i =>
            Bootstrap.Mean(Enumerable.Range(0, 30).Select(_ => Sample("normal", random) - 1), Quick with { Seed = i }).PValue <= 0.05);

        Assert.InRange(small / (double)Experiments, 0.03, 0.07);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_seed_another()
    {
        double[] values = [.. Enumerable.Range(0, 25).Select(i => Math.Sin(i))];

        Assert.Equal(Bootstrap.Mean(values), Bootstrap.Mean(values));
        Assert.NotEqual(Bootstrap.Mean(values), Bootstrap.Mean(values, new BootstrapOptions { Seed = 1 }));
        Assert.Equal(values.Average(), Bootstrap.Mean(values).Mean, 1e-15);
    }

    [Fact]
    public void Columns_see_the_same_draws()
    {
        double[][] rows = [.. Enumerable.Range(0, 12).Select(i => new[] { Math.Sin(i), (3 * Math.Sin(i)) + 1 })];

        ImmutableArray<MeanEstimate> estimates = Bootstrap.Means(rows);

        Assert.Equal((3 * estimates[0].Lower) + 1, estimates[1].Lower, 1e-12);
        Assert.Equal((3 * estimates[0].Upper) + 1, estimates[1].Upper, 1e-12);
    }

    [Fact]
    public void One_text_has_no_interval()
    {
        MeanEstimate estimate = Bootstrap.Mean([2.5]);

        Assert.Equal((2.5, false, true), (estimate.Mean, estimate.HasInterval, double.IsNaN(estimate.PValue)));
    }

    [Fact]
    public void Two_texts_say_nothing_about_where_the_mean_may_be()
    {
        Assert.False(Bootstrap.Mean([1, 2]).HasInterval);
    }

    [Theory]
    [InlineData(0.0613, 0.0799, 0.1177)]
    [InlineData(0.1, 0.2, 0.7)]
    [InlineData(1e-3, 1.1e-3, 7e-3)]
    public void Draws_of_one_text_only_say_that_the_mean_may_be_anywhere(double one, double two, double three)
    {
        MeanEstimate mean = Bootstrap.Mean([one, two, three]);

        Assert.False(double.IsFinite(mean.Lower), $"{mean.Lower}");
        Assert.False(double.IsFinite(mean.Upper), $"{mean.Upper}");
    }

    [Fact]
    public void Texts_that_all_agree_have_an_interval_without_width()
    {
        MeanEstimate estimate = Bootstrap.Mean([3, 3, 3, 3]);

        Assert.Equal((3, 3, 3), (estimate.Mean, estimate.Lower, estimate.Upper));
        Assert.InRange(estimate.PValue, 0, 0.001);
        Assert.Equal(1, Bootstrap.Mean([0, 0, 0, 0]).PValue);
    }

    [Fact]
    public void No_text_or_ragged_rows_are_an_error_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Means([]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Means([[1, 2], [1]]));
    }

    // Each has the mean 1.
    private static double Sample(string distribution, Random random) => distribution switch
    {
        "normal" => 1 + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
        "uniform" => 2 * random.NextDouble(),
        _ => -Math.Log(1 - random.NextDouble()),
    };
}
