using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Surveys.Heads;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

public sealed class PoissonBootstrapTests
{
    private const int Samples = 2000;
    private const int Texts = 150;

    [Fact]
    public void Ninety_five_percent_intervals_cover_the_truth_as_often()
    {
        Random random = new(3);
        PoissonBootstrap bootstrap = new(1, Samples, new BootstrapOptions { Resamples = 1000 });
        for (int text = 0; text < Texts; text++)
        {
            bootstrap.Add([.. Enumerable.Range(0, Samples).Select(_ => random.NextDouble())]);
        }

        (IReadOnlyList<double> lower, IReadOnlyList<double> upper) = bootstrap.Interval(0);

        double covered = Enumerable.Range(0, Samples).Count(sample => lower[sample] <= 0.5 && upper[sample] >= 0.5) / (double)Samples;
        Assert.InRange(covered, 0.93, 0.97);
    }

    [Fact]
    public void What_is_missing_in_a_text_does_not_count()
    {
        PoissonBootstrap bootstrap = new(3, 1, new BootstrapOptions { Resamples = 200 });
        for (int text = 0; text < 50; text++)
        {
            bootstrap.Add([text % 2 == 0 ? 4 : double.NaN, 1, double.NaN]);
        }

        Assert.Equal((4, 4), Ends(bootstrap, 0));
        Assert.Equal((1, 1), Ends(bootstrap, 1));
        Assert.Equal((double.NaN, double.NaN), Ends(bootstrap, 2));
    }

    private static (double Lower, double Upper) Ends(PoissonBootstrap bootstrap, int group)
    {
        (IReadOnlyList<double> lower, IReadOnlyList<double> upper) = bootstrap.Interval(group);
        return (lower[0], upper[0]);
    }
}
