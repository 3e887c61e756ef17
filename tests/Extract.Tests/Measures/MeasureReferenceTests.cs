using System.Text.Json;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Model;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Every measure against a float64 implementation in Python.</summary>
public sealed class MeasureReferenceTests
{
    [Fact]
    public void Measures_of_a_similarity_agree() =>
        Check("minilm", text => MeasureTarget.SimilarityTo(text.GetProperty("similar_to").GetString()!));

    [Fact]
    public void Measures_of_the_predicted_class_agree() => Check("classifier", _ => MeasureTarget.ClassLogit());

    [Fact]
    public void Measures_of_a_masked_token_agree() =>
        Check("masked", text => MeasureTarget.TokenLogProbability(text.GetProperty("masked_position").GetInt32()));

    private static void Check(string name, Func<JsonElement, MeasureTarget> targetOf)
    {
        using ResearchReference reference = new(name);
        using PretrainedModel model = PretrainedModel.Load(reference.ModelFolder);
        int compared = 0;
        foreach (JsonProperty text in reference.Texts)
        {
            string prefix = text.Name + "/";
            HashSet<string> named = [.. reference.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key.Split('/')[1])];
            Measure[] measures = [.. MeasureCatalog.All.Where(measure => named.Contains(measure.Name))];
            IReadOnlyList<Measurement> results = model.Measure(
                new TextPair(text.Value.GetProperty("text").GetString()!), measures, new MeasureOptions { Target = targetOf(text.Value) });
            foreach (Measurement result in results)
            {
                for (int layer = 0; layer < result.Layers.Count; layer++)
                {
                    reference.AssertCloseTo($"{prefix}{result.Measure}/{layer}", result.Layers[layer]);
                    compared++;
                }

                if (result.Values is { } values)
                {
                    reference.AssertCloseTo($"{prefix}{result.Measure}", values);
                    compared++;
                }
            }
        }

        Assert.True(compared > 0, $"{name} has no array of a measure.");
    }
}
