using System.Text.Json;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Targets;
using AttnExtract.Model;

namespace AttnExtract.Extract.Tests.Experiments.Sweeps;

/// <summary>Every head switched off in turn, against a float64 forward pass in Python.</summary>
public sealed class SweepReferenceTests(BundledModel bundled)
{
    private const double Tolerance = 2e-5;

    [Fact]
    public void Effects_on_the_sentence_embedding_agree()
    {
        using ResearchReference reference = new("minilm");
        foreach (JsonProperty text in reference.Texts)
        {
            (string Key, Replacement With)[] kinds =
            [
                ("zero", Replacement.Zero),
                ("mean", Replacement.Mean(reference.ReferenceTexts)),
                ("uniform", Replacement.Uniform),
                ("resample", Replacement.Resample(text.Value.GetProperty("resample_from").GetString()!)),
            ];
            foreach ((string key, Replacement with) in kinds)
            {
                Sweep sweep = bundled.Model.Sweep(text.Value.GetProperty("text").GetString()!, new SweepOptions { With = with });

                reference.AssertClose($"{text.Name}/ablate/{key}", Effects(sweep), Tolerance);
            }
        }
    }

    [Fact]
    public void Drops_of_the_predicted_logit_agree()
    {
        using ResearchReference reference = new("classifier");
        using PretrainedModel model = PretrainedModel.Load(reference.ModelFolder);
        foreach (JsonProperty text in reference.Texts)
        {
            // What the model is judged by where nothing else is said.
            Sweep sweep = model.Sweep(text.Value.GetProperty("text").GetString()!);

            Assert.Equal("logit", sweep.Metric);
            Assert.Equal(reference[$"{text.Name}/logits"].Max(), sweep.Plain, Tolerance);
            reference.AssertClose($"{text.Name}/ablate/zero", Effects(sweep), Tolerance);
        }
    }

    [Fact]
    public void Drops_of_the_log_probability_of_a_masked_token_and_divergences_agree()
    {
        using ResearchReference reference = new("masked");
        using PretrainedModel model = PretrainedModel.Load(reference.ModelFolder);
        foreach (JsonProperty text in reference.Texts)
        {
            string sentence = text.Value.GetProperty("text").GetString()!;
            MeasureTarget target = MeasureTarget.TokenLogProbability(text.Value.GetProperty("masked_position").GetInt32());
            Sweep drop = model.Sweep(sentence, new SweepOptions { Metric = Metric.DropOf(target) });
            Sweep divergence = model.Sweep(sentence, new SweepOptions { Metric = Metric.OutcomeDivergence(target) });

            reference.AssertClose($"{text.Name}/log_probability", [drop.Plain], Tolerance);
            reference.AssertClose($"{text.Name}/ablate/zero/log_probability_drop", Effects(drop), Tolerance);
            reference.AssertClose($"{text.Name}/ablate/zero/kl", Effects(divergence), Tolerance);
        }
    }

    private static double[] Effects(Sweep sweep) => [.. sweep.Effects.Select(effect => effect.Mean.Mean)];
}
