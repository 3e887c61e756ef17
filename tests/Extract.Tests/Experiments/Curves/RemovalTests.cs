using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Tests.Experiments.Curves;

public sealed class RemovalTests(BundledModel bundled)
{
    private static readonly TextPair[] One = [new("The cat sat on the mat.")];
    private static readonly TextPair[] Two = [.. One, new("It rains.")];

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void Greedily_the_head_that_does_least_goes_first_and_then_the_next_given_that()
    {
        Removal removal = Model.RemoveHeads(One, new RemovalOptions { Orders = [RemovalOrder.Greedy], Steps = 2 });
        Sweep sweep = Model.Sweep(One);
        SweepEffect least = sweep.Effects.MinBy(effect => effect.Mean.Mean)!;
        RemovalCurve curve = Assert.Single(removal.Curves);

        Assert.Equal((least.Layer, least.Column), curve.Heads[0]);
        Assert.Equal(0, curve.Effects[0].Mean);
        Assert.Equal(least.Mean.Mean, curve.Effects[1].Mean, 1e-6);

        // Any other second head does more.
        foreach ((int layer, int head) in new[] { (0, 5), (3, 3), (5, 11), (4, 11) }.Where(other => other != curve.Heads[0]))
        {
            Assert.True(Together([curve.Heads[0], (layer, head)]) >= curve.Effects[2].Mean - 1e-6);
        }

        Assert.Equal(Together([.. curve.Heads]), curve.Effects[2].Mean, 1e-5);
    }

    [Fact]
    public void By_slope_the_least_important_goes_first()
    {
        MeasureTarget target = MeasureTarget.SimilarityTo("A kitten is resting on a rug.");
        Removal removal = Model.RemoveHeads(
            One, new RemovalOptions { Orders = [RemovalOrder.Taylor], Steps = 3, Metric = Metric.DropOf(target) });
        float[] importance = Model.Measure(One[0].Text, MeasureCatalog.Get("taylor"), new MeasureOptions { Target = target }).Values!.Values.ToArray();

        Assert.Equal(
            Enumerable.Range(0, 72).OrderBy(i => importance[i]).Take(3).Select(i => (i / 12, i % 12)), Assert.Single(removal.Curves).Heads);
    }

    [Fact]
    public void Random_orders_are_a_control_that_the_seed_settles()
    {
        RemovalOptions options = new() { Orders = [RemovalOrder.Random], Steps = 3, RandomOrders = 4 };
        RemovalCurve curve = Assert.Single(Model.RemoveHeads(Two, options).Curves);

        Assert.Equal(4, curve.Effects.Length);
        Assert.All(curve.Effects, effect => Assert.True(effect.Lower <= effect.Mean && effect.Mean <= effect.Upper));
        Assert.Equal(curve.Effects, Model.RemoveHeads(Two, options).Curves[0].Effects);
        Assert.NotEqual(curve.Effects, Model.RemoveHeads(Two, options with { Bootstrap = new BootstrapOptions { Seed = 1 } }).Curves[0].Effects);
    }

    [Fact]
    public void With_all_heads_gone_every_order_ends_alike()
    {
        Removal removal = Model.RemoveHeads(One, new RemovalOptions { Orders = [RemovalOrder.Random], RandomOrders = 3 });
        MeanEstimate last = removal.Curves[0].Effects[^1];

        Assert.Equal(73, removal.Curves[0].Effects.Length);
        Assert.Equal(last.Lower, last.Upper, 1e-5);
        Assert.Equal(73, removal.ToTable().RowCount);
    }

    [Fact]
    public void An_order_by_slope_needs_something_with_a_slope() => Assert.Equal(
        "The order 'taylor' goes by the slope of a number, and the metric 'cosine' has none where nothing is switched off; "
        + "take a similarity (--to TEXT), a class or a token (--target).",
        Assert.Throws<AttnExtractException>(() => Model.RemoveHeads(One, new RemovalOptions { Orders = [RemovalOrder.Taylor] })).Message);

    private double Together(IReadOnlyList<(int Layer, int Head)> heads)
    {
        float[] plain = Model.EmbedSentence(One[0].Text);
        return 1 - Model.EmbedSentence(One[0].Text, [Ablate.Heads(HeadSelection.Of(heads)).ToZero()]).Zip(plain, (a, b) => (double)a * b).Sum();
    }
}
