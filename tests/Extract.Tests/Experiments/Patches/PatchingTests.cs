using AttnExtract.Extract.Experiments.Patches;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Tables;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Experiments.Patches;

public sealed class PatchingTests(BundledModel bundled)
{
    private const string Text = "The nurse gave the doctor a book.";
    private const string Source = "The nurse sold the doctor a house.";

    public static TheoryData<string> AllSites => [.. HookSite.All.Where(site => !site.ReadsEncoder).Select(site => site.Path)];

    [Theory]
    [MemberData(nameof(AllSites))]
    public void A_patch_is_the_source_s_value_put_there_by_hand(string path)
    {
        HookSite site = HookSite.Get(path);
        int layer = site.PerLayer ? 3 : 0;
        HookName name = HookName.Of(site, site.PerLayer ? layer : null);
        PretrainedModel model = bundled.Model;

        foreach (PatchUnit unit in PatchUnit.All.Where(unit => unit == PatchUnit.Position || site.HasHeadAxis))
        {
            Patching patching = model.Patch(Text, Source, new PatchOptions { Site = site, By = unit });

            Tensor value = empty(0);
            using (model.Hooks[name].Attach(passing => { value = passing.clone().DetachFromDisposeScope(); return null; }))
            {
                model.EmbedSentence(Source);
            }

            int axis = unit == PatchUnit.Head || !site.HasHeadAxis ? 1 : 2;
            float[] patched;
            using (model.Hooks[name].Attach(passing =>
            {
                Tensor changed = passing.clone();
                changed.narrow(axis, 7, 1).copy_(value.narrow(axis, 7, 1));
                return changed;
            }))
            {
                patched = model.EmbedSentence(Text);
            }

            value.Dispose();
            float[] source = model.EmbedSentence(Source);
            double plain = Cosine(model.EmbedSentence(Text), source);
            Assert.Equal((Cosine(patched, source) - plain) / (1 - plain), patching[layer, 7], 2e-5);
            Assert.Equal((site.PerLayer ? 6 : 1, unit == PatchUnit.Head ? 12 : 10), (patching.Rows, patching.Columns));
        }
    }

    [Fact]
    public void What_enters_the_first_layer_restores_what_is_exchanged_and_nothing_else()
    {
        Patching patching = bundled.Model.Patch(Text, Source);

        // Tokens that are the same in both texts have the same embeddings.
        Assert.All([0, 1, 2, 4, 5, 6, 8, 9], token => Assert.Equal(0, patching[0, token], 1e-5));
        Assert.True(patching[0, 3] > 0.1 && patching[0, 7] > 0.1);
        Table table = patching.ToTable();
        Assert.Equal(["site", "layer", "position", "token", "source_token", "restored"], table.Columns.Select(column => column.Name));
        Assert.Equal(("gave", "sold"), (table.Columns[3].Texts[3], table.Columns[4].Texts[3]));
        Assert.Equal(["residual.pre=resample(“The nurse sold the doctor a house.”), one token in turn"], patching.Provenance.Ablations);
    }

    [Fact]
    public void Every_metric_of_a_run_s_end_goes_from_nothing_to_all()
    {
        using PretrainedModel masked = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", "bert"));
        using PretrainedModel classes = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", "bert-classifier"));
        MeasureTarget token = MeasureTarget.TokenLogProbability(3);
        (PretrainedModel Model, Metric? Metric, string Name)[] cases =
        [
            (classes, null, "logit"),
            (classes, Metric.ProbabilityDrop(MeasureTarget.ClassLogit()), "probability"),
            (classes, Metric.OutcomeDivergence(MeasureTarget.ClassLogit()), "kl"),
            (masked, Metric.DropOf(token), "log_probability"),
            (masked, Metric.ProbabilityDrop(token), "probability"),
            (masked, Metric.HiddenChange, "hidden"),
            (masked, Metric.HiddenDistance, "hidden_cosine"),
            (masked, Metric.SentenceDistance, "cosine"),
        ];
        foreach ((PretrainedModel model, Metric? metric, string name) in cases)
        {
            Patching last = model.Patch("the cat sat on a mat", "the dog sat on a mat", new PatchOptions
            {
                Site = HookSite.EmbedOut,
                Metric = metric,
            });

            // Only one token differs, so that its embedding decides all.
            Assert.Equal(name, last.Metric);
            int differs = Enumerable.Range(0, last.Columns).Single(i => last.Tokens[i].Id != last.SourceTokens[i].Id);
            Assert.All(Enumerable.Range(0, last.Columns), i => Assert.Equal(i == differs ? 1 : 0, last[0, i], 1e-4));
        }
    }

    [Fact]
    public void A_token_that_a_metric_hides_is_hidden_in_the_source_too()
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", "bert"));
        PatchOptions options = new() { Site = HookSite.EmbedOut, Metric = Metric.DropOf(MeasureTarget.TokenLogProbability(2)) };

        Assert.Equal(
            "The log-probability of token 2 is the same for the text and the source, so that there is nothing to restore; "
            + "give texts that differ in it, or another metric.",
            Assert.Throws<AttnExtractException>(() => model.Patch("the cat sat on a mat", "the dog sat on a mat", options)).Message);
    }

    private static double Cosine(float[] one, float[] other)
    {
        double Product(float[] left, float[] right) => left.Zip(right, (x, y) => (double)x * y).Sum();
        return Product(one, other) / Math.Sqrt(Product(one, one) * Product(other, other));
    }
}
