using System.Text.Json;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Sweeps;

namespace AttnExtract.Extract.Tests.Sweeps;

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

                reference.AssertClose($"{text.Name}/ablate/{key}", [.. sweep.Effects.Select(effect => effect.Mean.Mean)], Tolerance);
            }
        }
    }
}
