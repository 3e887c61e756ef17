using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Tests.Experiments.Sweeps;

public sealed class EffectTableTests
{
    // Thirty texts, some easier than others; of five variants one always does 0.5 more than the rest, one 0.1 less.
    private static readonly MetricReading[][] Readings =
    [
        .. Enumerable.Range(0, 30).Select(text => Enumerable.Range(0, 5).Select(variant => Reading(text, variant)).ToArray()),
    ];

    [Fact]
    public void Of_distances_the_larger_than_the_mean_of_all_are_marked()
    {
        EffectTable table = new(Readings, isDistance: true, BootstrapOptions.Default);

        Assert.Equal([false, true, false, false, false], table.Marks);
        Assert.All(table.Means, mean => Assert.True(mean.Lower > 0.2));
    }

    [Fact]
    public void Of_other_effects_those_that_differ_from_zero_are_marked() =>
        Assert.Equal([true, true, true, true, true], new EffectTable(Readings, isDistance: false, BootstrapOptions.Default).Marks);

    [Fact]
    public void Changes_by_layer_are_means_over_texts() =>
        Assert.Equal([3, 14.5], new EffectTable(Readings, isDistance: true, BootstrapOptions.Default).ByLayer(3));

    private static MetricReading Reading(int text, int variant)
    {
        double ease = Math.Abs(Math.Sin(text)) + 0.2 + (0.02 * Math.Cos((text * 5) + variant));
        return new(ease + (variant == 1 ? 0.5 : variant == 3 ? -0.1 : 0), [variant, text]);
    }
}
