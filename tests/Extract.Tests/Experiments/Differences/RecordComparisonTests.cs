using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Experiments.Differences;

public sealed class RecordComparisonTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void A_run_does_not_differ_from_itself()
    {
        AttentionRecord record = Model.Capture(Sentence);
        RecordComparison comparison = record.CompareTo(record);

        Assert.Equal(record.Tokens.Select(token => token.Text), comparison.Labels);
        Assert.Equal(72, comparison.Distances.Length);
        Assert.All(comparison.Distances, distance => Assert.Equal(0, distance, 1e-9));
        Assert.All(comparison.Difference(3, 5).Values.ToArray(), difference => Assert.Equal(0, difference));
    }

    [Fact]
    public void Before_and_after_an_ablation_differ_by_what_the_patterns_metric_says()
    {
        AttentionRecord plain = Model.Capture(Sentence);
        AttentionRecord ablated = Model.Capture(Sentence, Ablate.Head(2, 3).ToZero());
        RecordComparison comparison = plain.CompareTo(ablated);
        SweepEffect effect = Model.Sweep(Sentence, new SweepOptions { Metric = Metric.PatternDivergence })[2, 3];

        Assert.Equal(effect.ByLayer[4], comparison.Distances[48..60].Average(), 1e-6);
        Assert.Equal(
            ablated.Pattern(4, 1)[2].Values.Span[3] - plain.Pattern(4, 1)[2].Values.Span[3], comparison.Difference(4, 1)[2].Values.Span[3], 1e-7f);
    }

    [Fact]
    public void Tokens_of_a_minimal_pair_are_aligned_and_what_has_no_counterpart_is_left_out()
    {
        RecordComparison exchanged = Model.Capture(Sentence).CompareTo(Model.Capture("The dog sat on the mat."));
        RecordComparison longer = Model.Capture(Sentence).CompareTo(Model.Capture("The old cat sat quietly on the mat."));

        Assert.Equal(["[CLS]", "the", "cat → dog", "sat", "on", "the", "mat", ".", "[SEP]"], exchanged.Labels);
        Assert.Equal(["[CLS]", "the", "cat", "sat", "on", "the", "mat", ".", "[SEP]"], longer.Labels);
        Assert.Equal([0, 1, 3, 4, 6, 7, 8, 9, 10], longer.AlignedTokens.Select(pair => pair.After));
        Assert.Equal([9, 9], longer.Difference(0, 0).Shape);
    }

    [Fact]
    public void The_largest_changes_are_told_in_sentences()
    {
        RecordComparison comparison = Sketch(layers: 1, 0.2f, 0.8f).CompareTo(Sketch(layers: 1, 0.9f, 0.1f));

        Assert.Equal(
            [
                "L0 H0: 'a' (0) attends to 'a' (0) 0.700 more: 0.200 before, 0.900 after.",
                "L0 H0: 'a' (0) attends to 'b' (1) 0.700 less: 0.800 before, 0.100 after.",
            ],
            comparison.Largest(2).Select(change => change.ToString()).Order(StringComparer.Ordinal));
        double middle(double p, double q) => (p * Math.Log(p / ((p + q) / 2))) + (q * Math.Log(q / ((p + q) / 2)));
        Assert.Equal((middle(0.2, 0.9) + middle(0.8, 0.1)) / 2 / 2, comparison.Distances[0], 1e-6);
        Table table = comparison.ToTable();
        Assert.Equal((1, "distance"), (table.RowCount, table.Columns[2].Name));
    }

    [Fact]
    public void Attention_between_two_texts_is_compared_an_axis_at_a_time()
    {
        using TemporaryFolder folder = new();
        AttentionRecord before = Saved(folder["a.npy"], [1, 1, 2, 3], 0.5f, 0.25f, 0.25f, 0, 1, 0).ToRecord(["le", "chat"], ["the", "black", "cat"]);
        AttentionRecord after = Saved(folder["b.npy"], [1, 1, 2, 2], 0.5f, 0.5f, 0.25f, 0.75f).ToRecord(["le", "chat"], ["the", "cat"]);

        RecordComparison comparison = before.CompareTo(after);

        Assert.Equal(["le", "chat"], comparison.Labels);
        Assert.Equal(["the", "cat"], comparison.KeyLabels);
        Assert.Equal([(0, 0), (2, 1)], comparison.AlignedKeys);
        Assert.Equal([0, 0.25f, 0.25f, 0.75f], comparison.Difference(0, 0).Values.ToArray());
        Assert.Equal("L0 H0: 'chat' (1) attends to 'cat' (2 → 1) 0.750 more: 0.000 before, 0.750 after.", comparison.Largest(1)[0].ToString());
        double[][] rows = [[0.5, 0.25, 0.25], [0.5, 0.5, 0], [0, 0, 1], [0.25, 0.75, 0]];
        Assert.Equal((JensenShannon(rows[0], rows[1]) + JensenShannon(rows[2], rows[3])) / 2, comparison.Distances[0], 1e-9);
    }

    private static double JensenShannon(double[] left, double[] right) => left.Zip(right).Sum(pair =>
    {
        double middle = (pair.First + pair.Second) / 2;
        return ((pair.First > 0 ? pair.First * Math.Log(pair.First / middle) : 0)
            + (pair.Second > 0 ? pair.Second * Math.Log(pair.Second / middle) : 0)) / 2;
    });

    private static SavedAttention Saved(string path, long[] shape, params float[] weights)
    {
        using (FileStream file = File.Create(path))
        {
            NpyArray.Write(file, shape, weights);
        }

        return SavedAttention.Read(path);
    }

    [Fact]
    public void Models_with_different_layer_counts_are_refused() => Assert.Equal(
        "The two runs cannot be compared layer by layer: sketch has 1 layers and sketch 2; compare models of one size.",
        Assert.Throws<AttnExtractException>(() => Sketch(1, 0.5f, 0.5f).CompareTo(Sketch(2, 0.5f, 0.5f))).Message);

    [Fact]
    public void Runs_without_a_layer_in_common_are_refused()
    {
        AttentionRecord first = Model.Capture(Sentence, new CaptureOptions { Layers = [0, 1] });
        AttentionRecord second = Model.Capture(Sentence, new CaptureOptions { Layers = [4] });

        Assert.Equal(
            "The two runs have no layer in common: the first holds the maps of layers 0, 1, the second 4; capture the same.",
            Assert.Throws<AttnExtractException>(() => first.CompareTo(second)).Message);
    }

    // Two tokens, of which the first attends as given and the second to itself.
    private static AttentionRecord Sketch(int layers, float first, float second) => new(
        "a b",
        null,
        [new(0, "a", 0, 1, 0, 0, 0), new(1, "b", 2, 3, 0, 1, 0)],
        [0],
        [new(HookName.Pattern(0), new DenseArray(new[] { first, second, 0, 1 }, 1, 2, 2))],
        new Provenance { Model = "sketch", ModelType = "", WeightsSha256 = "", LayerCount = layers, HeadCount = 1, Version = "", Torch = "" });
}
