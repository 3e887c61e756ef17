using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Tests.Measures;

public sealed class MeasureTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";
    private static readonly MeasureOptions Similarity = new() { Target = MeasureTarget.SimilarityTo("A kitten is resting on a rug.") };

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void Every_measure_has_a_name_of_its_own_a_source_and_one_way_to_be_made()
    {
        Assert.Equal(MeasureCatalog.All.Length, MeasureCatalog.All.Select(measure => measure.Name).Distinct().Count());
        Assert.All(MeasureCatalog.All, measure =>
        {
            Assert.Same(measure, MeasureCatalog.Get(measure.Name));
            Assert.Matches(@" (19|20)\d\d$", measure.Source);
            Assert.NotEmpty(measure.Title);
            Assert.True(measure.OfRecord is null != measure.OfRun is null);
            Assert.Equal(measure.Needs == MeasureNeeds.Maps, measure.OfRecord is not null);
        });
    }

    [Fact]
    public void Results_have_the_shape_that_the_measure_says()
    {
        IReadOnlyList<Measurement> results = Model.Measure(new TextPair(Sentence), MeasureCatalog.All, Similarity);

        Assert.Equal(MeasureCatalog.All, results.Select(result => result.Measure));
        Assert.All(results, result =>
        {
            int[] shape = result.Measure.Shape switch
            {
                MeasureShape.HeadMaps => [12, 9, 9],
                MeasureShape.LayerMaps or MeasureShape.Map => [9, 9],
                MeasureShape.Heads => [6, 12],
                _ => [9],
            };
            bool isPerLayer = result.Measure.Shape is MeasureShape.HeadMaps or MeasureShape.LayerMaps;
            Assert.Equal(isPerLayer ? 6 : 0, result.Layers.Count);
            Assert.Equal(!isPerLayer, result.Values is not null);
            Assert.All(result.Values is null ? result.Layers : [result.Values], array => Assert.Equal(shape, array.Shape));
            Assert.Equal("similarity to “A kitten is resting on a rug.”", result.Target);
            Assert.Equal(9, result.Tokens.Count);
        });
    }

    [Fact]
    public void A_record_is_enough_for_what_is_made_of_maps()
    {
        AttentionRecord record = Model.Capture(Sentence);

        Assert.Equal(
            Model.Measure(Sentence, MeasureCatalog.Rollout).Layers[5].Values.ToArray(), record.Measure(MeasureCatalog.Rollout).Layers[5].Values.ToArray());
        Assert.Equal(
            "The measure 'norm' needs the model itself, and a record holds what passed in one run; measure the text with its model. "
            + "From a record there are attention, rollout, flow.",
            Assert.Throws<AttnExtractException>(() => record.Measure(MeasureCatalog.Norm)).Message);
        AttentionRecord part = Model.Capture(Sentence, new CaptureOptions { Layers = [0, 1] });
        Assert.Equal(
            "The measure 'flow' needs the maps of all 6 layers and 12 heads, and this record has 2 layers and 12 heads of them; "
            + "capture without a choice of layers or heads.",
            Assert.Throws<AttnExtractException>(() => part.Measure(MeasureCatalog.Flow)).Message);
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        Assert.Equal(
            "No measure 'rolout'. Did you mean 'rollout'? There are attention, rollout, flow, norm, norm_sum, norm_resln, alti, alti_rollout, "
                + "value_zeroing, gradient, attattr, chefer, integrated_gradients, occlusion, taylor (attn list measures).",
            Assert.Throws<AttnExtractException>(() => MeasureCatalog.Get("rolout")).Message);
        Assert.Equal(
            "The measure 'taylor' explains a number that the run ends in, and all-MiniLM-L6-v2 tells none of itself; choose one: similarity to "
            + "another text (--to TEXT), the logit of a class (--target class:LABEL) or the log-probability of a token (--target token:POSITION).",
            Assert.Throws<AttnExtractException>(() => Model.Measure(Sentence, MeasureCatalog.Taylor)).Message);
        Assert.Equal(
            "Faithfulness explains a number that the run ends in, and all-MiniLM-L6-v2 tells none of itself; choose one: similarity to "
            + "another text (--to TEXT), the logit of a class (--target class:LABEL) or the log-probability of a token (--target token:POSITION).",
            Assert.Throws<AttnExtractException>(
                () => Model.Measure(Sentence, MeasureCatalog.Rollout, new MeasureOptions { Faithfulness = true })).Message);
        Assert.Equal(
            "The text is empty; give a sentence with words.",
            Assert.Throws<AttnExtractException>(
                () => Model.Measure(Sentence, MeasureCatalog.Taylor, new MeasureOptions { Target = MeasureTarget.SimilarityTo("") })).Message);
    }

    [Fact]
    public void Blanking_out_is_faithful_to_itself()
    {
        MeasureOptions options = Similarity with { Faithfulness = true };

        Faithfulness blankOut = Model.Measure(Sentence, MeasureCatalog.Occlusion, options).Faithfulness!;
        Faithfulness attention = Model.Measure(Sentence, MeasureCatalog.Attention, options).Faithfulness!;

        Assert.Equal(1, blankOut.Spearman, 12);
        Assert.InRange(attention.Spearman, -1, 1);
        Assert.True(blankOut.Comprehensiveness > attention.Comprehensiveness);
        Assert.Null(Model.Measure(Sentence, MeasureCatalog.Taylor, options).Faithfulness);
    }

    [Fact]
    public void Nothing_stays_behind()
    {
        long before = LiveTensors.Count;
        for (int run = 0; run < 2; run++)
        {
            Model.Measure(new TextPair("A cat."), MeasureCatalog.All, Similarity with { Faithfulness = true });
        }

        using (Model.Hooks[HookName.MlpAct(5)].Attach(_ => throw new InvalidTimeZoneException()))
        {
            foreach (Measure measure in MeasureCatalog.All)
            {
                Assert.Throws<InvalidTimeZoneException>(() => Model.Measure("A cat.", measure, Similarity));
            }
        }

        Assert.Equal(before, LiveTensors.Count);
        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
    }
}
