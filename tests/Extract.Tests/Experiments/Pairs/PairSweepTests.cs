using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Pairs;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Experiments.Pairs;

public sealed class PairSweepTests
{
    [Fact]
    public void Pairs_do_what_two_ablations_together_do()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(folder.Path));
        PairSweep pairs = model.SweepPairs([new("The cat sat on the mat."), new("A dog.")]);
        Sweep alone = model.Sweep([new("The cat sat on the mat."), new("A dog.")]);

        int count = pairs.Heads.Length;
        Assert.Equal(alone.Effects.Select(effect => effect.Mean.Mean), pairs.Alone, (left, right) => Math.Abs(left - right) < 1e-6);
        foreach ((int first, int second) in new[] { (0, 1), (0, count - 1), (3, 5), (count - 2, count - 1) })
        {
            (int Layer, int Head)[] both = [pairs.Heads[first], pairs.Heads[second]];
            double expected = new[] { "The cat sat on the mat.", "A dog." }.Average(text => Effect(model, text, Ablate.Heads(HeadSelection.Of(both)).ToZero()));
            Assert.Equal(expected, pairs.Together[(first * count) + second], 1e-5);
            Assert.Equal(expected - pairs.Alone[first] - pairs.Alone[second], pairs.Interaction(second, first), 1e-5);
        }

        Assert.Equal(count * (count - 1) / 2, pairs.ToTable().RowCount);
        Assert.True(double.IsNaN(pairs.Interaction(2, 2)));
    }

    // 1 − cos of the mean over tokens.
    private static double Effect(PretrainedModel model, string text, Ablation ablation)
    {
        CaptureOptions options = new() { Sites = ["final.out"] };
        double[] plain = Mean(model.Capture(text, options));
        double[] changed = Mean(model.Capture(text, options with { Ablations = [ablation] }));
        double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
        return 1 - (Dot(plain, changed) / Math.Sqrt(Dot(plain, plain) * Dot(changed, changed)));
    }

    private static double[] Mean(AttentionRecord record)
    {
        DenseArray hidden = record.Sites[0].Value;
        IEnumerable<int> tokens = Enumerable.Range(0, hidden.Shape[0]);
        return [.. Enumerable.Range(0, hidden.Shape[1]).Select(i => tokens.Average(token => (double)hidden[token].Values.Span[i]))];
    }
}
