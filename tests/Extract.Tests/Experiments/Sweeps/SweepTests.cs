using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Tables;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Experiments.Sweeps;

public sealed class SweepTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";
    private static readonly TextPair[] Corpus =
        [new(Sentence), new("Attention is all you need."), new("It rains."), new("She sold the house."), new("Time flies."), new("I have 3 dogs.")];

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void A_sweep_in_batches_equals_runs_one_by_one()
    {
        float[] plain = Model.EmbedSentence(Sentence);
        foreach (SweepUnit unit in SweepUnit.All)
        {
            Sweep sweep = Model.Sweep(Sentence, new SweepOptions { Unit = unit });
            foreach ((int layer, int column) in new[] { (0, 0), (2, sweep.Columns - 1), (5, sweep.Columns / 2) })
            {
                SweepEffect effect = sweep[layer, column];
                float[] changed = Model.EmbedSentence(Sentence, [Ablate.Parse(effect.Ablation)]);
                double expected = 1 - changed.Zip(plain, (a, b) => (double)a * b).Sum();
                Assert.Equal(expected, effect.Mean.Mean, 1e-5);
                Assert.Equal((layer, column), (effect.Layer, effect.Column));
            }
        }
    }

    [Fact]
    public void What_comes_before_the_first_layer_or_after_the_last_can_be_replaced_in_turn_too()
    {
        using AblationContext context = new(Model, _ => 9);
        using VariantRunner runner = new(context, Metric.SentenceDistance, Encodings.Of(Model, new TextPair(Sentence), false));

        const string Other = "A dog ran in the park.";
        MetricReading[] readings = runner.Run(
            [Ablate.Site("embed.out").ToResample(from: Other), Ablate.Site("final.out").ToResample(from: Other), Ablate.Head(5, 0).ToZero()]);

        Assert.Equal(readings[1].Effect, readings[0].Effect, 1e-6);
        Assert.InRange(readings[0].Effect, 0.1, 2);
        Assert.InRange(readings[2].Effect, 1e-4, 0.1);
    }

    [Fact]
    public void What_is_always_switched_off_is_switched_off_in_every_variant()
    {
        using AblationContext context = new(Model, _ => 9);
        using VariantRunner runner = new(
            context, Metric.SentenceDistance, Encodings.Of(Model, new TextPair(Sentence), false), [Ablate.Head(3, 3).ToZero(), Ablate.Layer(1)]);
        float[] plain = Model.EmbedSentence(Sentence);
        double Together(params Ablation[] ablations) =>
            1 - Model.EmbedSentence(Sentence, [Ablate.Head(3, 3).ToZero(), Ablate.Layer(1), .. ablations]).Zip(plain, (a, b) => (double)a * b).Sum();

        MetricReading[] readings = runner.Run([Ablate.Head(0, 1).ToZero(), Ablate.Head(5, 1).ToZero()]);

        Assert.Equal(Together(), runner.Base.Effect, 1e-5);
        Assert.Equal(Together(Ablate.Head(0, 1).ToZero()), readings[0].Effect, 1e-5);
        Assert.Equal(Together(Ablate.Head(5, 1).ToZero()), readings[1].Effect, 1e-5);
    }

    [Fact]
    public void Over_a_corpus_effects_are_means_over_its_texts_with_intervals()
    {
        SweepOptions options = new() { Bootstrap = new BootstrapOptions { Resamples = 1000, Seed = 3 } };
        Sweep whole = Model.Sweep(Corpus, options);
        Sweep[] single = [.. Corpus.Select(text => Model.Sweep(text.Text, options))];

        for (int i = 0; i < whole.Effects.Length; i++)
        {
            MeanEstimate mean = whole.Effects[i].Mean;
            Assert.Equal(single.Average(sweep => sweep.Effects[i].Mean.Mean), mean.Mean, 1e-9);
            Assert.True(mean.Lower <= mean.Mean && mean.Mean <= mean.Upper);
        }

        Assert.DoesNotContain(whole.Effects, effect => effect.IsMarked && effect.Mean.Mean < whole.Effects.Average(other => other.Mean.Mean));
        Assert.Equal(whole.Effects, Model.Sweep(Corpus, options).Effects, Same);
        Assert.All(single[0].Effects, effect => Assert.False(effect.IsMarked || effect.Mean.HasInterval));
    }

    [Fact]
    public void Metrics_that_look_inside_show_no_change_before_the_ablated_layer()
    {
        foreach (Metric metric in (Metric[])[Metric.HiddenChange, Metric.HiddenDistance, Metric.PatternDivergence])
        {
            Sweep sweep = Model.Sweep(Sentence, new SweepOptions { Metric = metric });
            int firstChanged = metric == Metric.PatternDivergence ? 1 : 0;
            foreach (SweepEffect effect in sweep.Effects)
            {
                Assert.Equal(6, effect.ByLayer.Length);
                Assert.All(effect.ByLayer.Take(effect.Layer + firstChanged), change => Assert.Equal(0, change, 1e-9));
                Assert.All(effect.ByLayer.Skip(effect.Layer + firstChanged), change => Assert.InRange(change, 1e-9, 2));
            }
        }
    }

    [Fact]
    public void Metrics_that_look_inside_agree_with_captures()
    {
        CaptureOptions options = new() { Sites = ["layers.4.residual.post", "final.out"] };
        AttentionRecord plain = Model.Capture(Sentence, options);
        AttentionRecord changed = Model.Capture(Sentence, options with { Ablations = [Ablate.Head(2, 3).ToZero()] });
        SweepEffect relative = Model.Sweep(Sentence, new SweepOptions { Metric = Metric.HiddenChange })[2, 3];
        SweepEffect cosine = Model.Sweep(Sentence, new SweepOptions { Metric = Metric.HiddenDistance })[2, 3];

        Assert.Equal(Relative(plain.Sites[0].Value, changed.Sites[0].Value), relative.ByLayer[4], 1e-5);
        Assert.Equal(Relative(plain.Sites[1].Value, changed.Sites[1].Value), relative.Mean.Mean, 1e-5);
        Assert.Equal(
            Enumerable.Range(0, 9).Average(token => 1 - Cosine(plain.Sites[1].Value[token], changed.Sites[1].Value[token])), cosine.Mean.Mean, 1e-5);
    }

    [Fact]
    public void The_drop_of_the_similarity_is_what_it_says()
    {
        const string Other = "A kitten is resting on a rug.";
        Sweep sweep = Model.Sweep(Sentence, new SweepOptions { Metric = Metric.DropOf(MeasureTarget.SimilarityTo(Other)) });
        float[] other = Model.EmbedSentence(Other);
        double plain = Model.EmbedSentence(Sentence).Zip(other, (a, b) => (double)a * b).Sum();
        double changed = Model.EmbedSentence(Sentence, [Ablate.Head(5, 3).ToZero()]).Zip(other, (a, b) => (double)a * b).Sum();

        Assert.Equal(plain, sweep.Plain, 1e-5);
        Assert.Equal(plain - changed, sweep[5, 3].Mean.Mean, 1e-5);
        Assert.False(sweep.IsDistance);
    }

    [Fact]
    public void Whole_layers_are_left_out_and_not_replaced() => Assert.Equal(
        "Whole layers are left out, which is 'zero'; 'uniform' goes with heads, attention and mlps.",
        Assert.Throws<AttnExtractException>(
            () => Model.Sweep(Sentence, new SweepOptions { Unit = SweepUnit.Layers, With = Replacement.Uniform })).Message);

    [Fact]
    public void An_empty_corpus_is_refused() => Assert.Equal(
        "The corpus is empty; give a sentence or more, one a line.",
        Assert.Throws<AttnExtractException>(() => Model.Sweep([])).Message);

    [Fact]
    public void The_drop_of_a_probability_is_what_it_says()
    {
        using ResearchReference reference = new("classifier");
        using PretrainedModel model = PretrainedModel.Load(reference.ModelFolder);
        Sweep logit = model.Sweep(Sentence, new SweepOptions { Metric = Metric.DropOf(MeasureTarget.ClassLogit("0")) });
        Sweep other = model.Sweep(Sentence, new SweepOptions { Metric = Metric.DropOf(MeasureTarget.ClassLogit("1")) });
        Sweep third = model.Sweep(Sentence, new SweepOptions { Metric = Metric.DropOf(MeasureTarget.ClassLogit("2")) });
        Sweep probability = model.Sweep(Sentence, new SweepOptions { Metric = Metric.ProbabilityDrop(MeasureTarget.ClassLogit("0")) });
        double Probability(Func<Sweep, double> of) => Math.Exp(of(logit)) / (Math.Exp(of(logit)) + Math.Exp(of(other)) + Math.Exp(of(third)));
        double plain = Probability(sweep => sweep.Plain);

        Assert.Equal(plain, probability.Plain, 1e-5);
        for (int i = 0; i < probability.Effects.Length; i++)
        {
            Assert.Equal(plain - Probability(sweep => sweep.Plain - sweep.Effects[i].Mean.Mean), probability.Effects[i].Mean.Mean, 1e-5);
        }
    }

    [Theory]
    [InlineData("cosin", null, "There is no metric 'cosin'. Did you mean 'cosine'? There are cosine, similarity, logit, probability, "
        + "log_probability, likelihood, kl, hidden, hidden_cosine, patterns.")]
    [InlineData("similarity", null, "The metric 'similarity' needs the text to be similar to: --to TEXT.")]
    [InlineData("similarity", 3, "The metric 'similarity' needs the text to be similar to: --to TEXT.")]
    [InlineData("log_probability", null, "The metric 'log_probability' needs a token: --target token:POSITION.")]
    [InlineData("logit", 3, "The metric 'logit' needs a class: --target class or class:LABEL.")]
    [InlineData("cosine", 3, "The metric 'cosine' needs no target; leave --target and --to out.")]
    public void A_metric_that_does_not_exist_or_does_not_fit_its_target_says_so(string name, int? position, string message) => Assert.Equal(
        message,
        Assert.Throws<AttnExtractException>(
            () => MetricCatalog.Get(name, position is { } number ? MeasureTarget.TokenLogProbability(number) : null)).Message);

    [Fact]
    public void A_metric_that_the_model_cannot_give_says_what_it_lacks() => Assert.Equal(
        "The model has no head for classes of a text: its configuration names BertModel. It has heads for one vector of a text.",
        Assert.Throws<AttnExtractException>(() => Model.Sweep(Sentence, new SweepOptions { Metric = MetricCatalog.Get("logit") })).Message);

    [Fact]
    public void A_hundred_sweeps_leave_no_tensor_alive()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel small = PretrainedModel.Load(SmallModel.MakeBert(folder.Path));
        SweepOptions[] options =
        [
            new() { Unit = SweepUnit.Mlps, With = Replacement.Mean(["A cat."]), Metric = Metric.PatternDivergence },
            new() { Unit = SweepUnit.Attention, With = Replacement.Uniform },
            new() { Unit = SweepUnit.Attention, With = Replacement.Resample(["A dog."]), Metric = Metric.HiddenChange },
            new() { Unit = SweepUnit.Layers },
        ];
        Array.ForEach(options, option => small.Sweep("A cat.", option));
        long before = LiveTensors.Count;
        for (int i = 0; i < 100; i++)
        {
            small.Sweep("A cat.", options[i % options.Length]);
        }

        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void A_hook_that_throws_during_a_sweep_restores_the_model_and_leaves_no_tensor_alive()
    {
        float[] plain = Model.EmbedSentence(Sentence);
        long before = LiveTensors.Count;
        int runs = 0;
        using (Model.Hooks[HookName.MlpAct(5)].Attach(_ => ++runs > 3 ? throw new InvalidTimeZoneException() : null))
        {
            Assert.Throws<InvalidTimeZoneException>(() => Model.Sweep(Sentence, new SweepOptions { With = Replacement.Mean(["It rains."]) }));
        }

        Assert.Equal(before, LiveTensors.Count);
        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
        Assert.Equal(plain, Model.EmbedSentence(Sentence));
    }

    [Fact]
    public void A_sweep_is_a_table_of_one_row_an_ablation()
    {
        Table table = Model.Sweep(Corpus, new SweepOptions { Metric = Metric.HiddenChange }).ToTable();

        Assert.Equal(
            ["ablation", "layer", "head", "hidden", "lower", "upper", "adjusted_p", "marked", .. Enumerable.Range(0, 6).Select(layer => $"layer_{layer}")],
            table.Columns.Select(column => column.Name));
        Assert.Equal(72, table.RowCount);
        Assert.Equal("3.5=zero", table.Columns[0].Texts[(3 * 12) + 5]);
    }

    private static bool Same(SweepEffect left, SweepEffect right) => (left.Mean, left.IsMarked) == (right.Mean, right.IsMarked);

    private static double Relative(DenseArray plain, DenseArray changed) => Math.Sqrt(
        plain.Values.ToArray().Zip(changed.Values.ToArray(), (a, b) => Math.Pow((double)b - a, 2)).Sum()
        / plain.Values.ToArray().Sum(value => (double)value * value));

    private static double Cosine(DenseArray left, DenseArray right)
    {
        (float[] a, float[] b) = (left.Values.ToArray(), right.Values.ToArray());
        double Dot(float[] x, float[] y) => x.Zip(y, (one, other) => (double)one * other).Sum();
        return Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
    }
}
