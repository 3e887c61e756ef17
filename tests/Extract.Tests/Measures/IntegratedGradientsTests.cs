using System.Text.Json;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Measures;

public sealed class IntegratedGradientsTests(BundledModel bundled)
{
    private const string Text = "The cat sat on the mat.";

    [Fact]
    public void Attributions_agree_with_Python_and_share_the_difference_among_them()
    {
        using ResearchReference reference = new("more");
        JsonElement[] cases = [.. reference.Description.GetProperty("integrated_gradients").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach ((int i, JsonElement one) in cases.Index())
        {
            Measurement found = bundled.Model.Measure(
                one.GetProperty("text").GetString()!,
                MeasureCatalog.IntegratedWordGradients,
                new MeasureOptions { Target = MeasureTarget.SimilarityTo(one.GetProperty("to").GetString()!) });

            reference.AssertCloseTo($"integrated_gradients/{i}", found.Values!);
            Completeness completeness = Assert.IsType<Completeness>(found.Completeness);
            Assert.Equal(64, completeness.Steps);
            Assert.Equal(one.GetProperty("difference").GetDouble(), completeness.Difference, 1e-5);
            Assert.Equal(one.GetProperty("sum").GetDouble(), completeness.Sum, 1e-5);
            Assert.Equal(completeness.Difference, completeness.Sum, 1e-3);
        }
    }

    [Theory]
    [InlineData("bert", "token:3")]
    [InlineData("gpt2", "token:3")]
    [InlineData("roberta", "token:3")]
    [InlineData("bert-classifier", "class")]
    [InlineData("modernbert-classifier", "class")]
    [InlineData("albert", "similarity")]
    public void Attributions_sum_to_the_difference_for_every_target(string family, string target)
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", family));
        MeasureOptions options = new()
        {
            // Small models whose norms bend the way near its ends need more steps.
            Steps = 256,
            Target = target switch
            {
                "class" => MeasureTarget.ClassLogit(),
                "similarity" => MeasureTarget.SimilarityTo("a dog"),
                _ => MeasureTarget.TokenLogProbability(3),
            },
        };

        Completeness completeness = model.Measure(Text, MeasureCatalog.IntegratedWordGradients, options).Completeness!;

        Assert.True(Math.Abs(completeness.Difference) > 1e-4, $"{completeness.Difference}");
        Assert.Equal(completeness.Difference, completeness.Sum, 1e-3);
    }

    [Fact]
    public void The_difference_is_that_of_running_the_baseline()
    {
        MeasureTarget target = MeasureTarget.SimilarityTo("A kitten is resting on a rug.");
        float[] other = bundled.Model.EmbedSentence("A kitten is resting on a rug.");
        double plain = other.Zip(bundled.Model.EmbedSentence(Text), (x, y) => (double)x * y).Sum();
        int pad = bundled.Model.Tokenizer.PadId!.Value;
        double blank;
        using (bundled.Model.Hooks[HookName.EmbedWords].Attach(words =>
        {
            TorchSharp.torch.Tensor changed = words.clone();
            changed.narrow(1, 1, 7).copy_(PadVector(bundled.Model, pad));
            return changed;
        }))
        {
            blank = other.Zip(bundled.Model.EmbedSentence(Text), (x, y) => (double)x * y).Sum();
        }

        Measurement found = bundled.Model.Measure(Text, MeasureCatalog.IntegratedWordGradients, new MeasureOptions { Target = target, Steps = 3 });

        Assert.Equal(plain - blank, found.Completeness!.Difference, 1e-5);
        Assert.Equal(3, found.Completeness.Steps);
        Assert.Equal(0, found.Values!.Values.Span[0]);
        Assert.Equal(0, found.Values.Values.Span[^1]);
    }

    [Fact]
    public void More_steps_come_nearer()
    {
        MeasureOptions options = new() { Target = MeasureTarget.SimilarityTo("A kitten is resting on a rug.") };
        double Error(int steps)
        {
            Completeness found = bundled.Model.Measure(Text, MeasureCatalog.IntegratedWordGradients, options with { Steps = steps }).Completeness!;
            return Math.Abs(found.Sum - found.Difference);
        }

        Assert.True(Error(64) < Error(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { Steps = 0 });
    }

    // The table is the checkpoint's; the encoder keeps it to itself.
    private static TorchSharp.torch.Tensor PadVector(PretrainedModel model, int pad) => model.Encoder.Words()[pad];
}
