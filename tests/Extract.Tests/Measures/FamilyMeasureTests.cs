using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Every measure on every family: what must hold whatever the architecture.</summary>
public sealed class FamilyMeasureTests
{
    private const string Sentence = "The cat sat on the mat.";

    // A wide step for models whose norms round to single precision, and a narrow one for those with a kink (ReLU) that a wide step crosses. The
    // slope takes four points to be exact all the same.
    private static readonly double[] Steps = [2e-3, 5e-4];

    // Of what the sum adds up, whatever its signs.
    private const double Tolerance = 2e-3;

    private static readonly string[] SharesOfOne = ["rollout", "alti", "alti_rollout", "value_zeroing"];

    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Shares_sum_to_one_and_gradients_are_derivatives(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", folder), Precision.Float64);
        MeasureTarget target = new FirstNumber();
        Measure[] measures = [.. MeasureCatalog.All.Where(measure => measure.WhyNot(model) is null
            && (measure != MeasureCatalog.Occlusion || model.Tokenizer.MaskId is not null))];

        Dictionary<string, Measurement> results = model.Measure(new TextPair(Sentence), measures, new MeasureOptions { Target = target })
            .ToDictionary(result => result.Measure.Name);

        Assert.All(SharesOfOne.Where(results.ContainsKey).SelectMany(name => results[name].Layers), RowsSumToOne);
        foreach (int layer in (int[])[0, model.Spec.LayerCount - 1])
        {
            int head = model.Spec.HeadCount - 1;
            double[] slopes = [.. Steps.Select(step => ((8 * Difference(step)) - Difference(2 * step)) / (12 * step))];
            double[] parts = Array.ConvertAll(results["gradient"].Layers[layer][head].Values.ToArray(), value => (double)value);
            double sum = parts.Sum();
            double gate = results["taylor"].Values![layer].Values.Span[head];
            double allowed = Tolerance * parts.Sum(Math.Abs);
            string both = $"{folder} L{layer} H{head}: {string.Join(" or ", slopes.Select(slope => $"{slope:g6}"))} is the slope";
            Assert.True(slopes.Min(slope => Math.Abs(slope - sum)) <= allowed, $"{both}, {sum:g6} the sum; {allowed:g3} is allowed.");
            Assert.True(
                slopes.Min(slope => Math.Abs(Math.Abs(slope) - gate)) <= allowed, $"{both}, {gate:g6} the gate's; {allowed:g3} is allowed.");

            double Difference(double step) =>
                ScoreWith(model, target, layer, head, 1 + step) - ScoreWith(model, target, layer, head, 1 - step);
        }
    }

    private static double ScoreWith(PretrainedModel model, MeasureTarget target, int layer, int head, double factor)
    {
        using IDisposable scaling = model.Hooks[HookName.Z(layer)].Attach(z =>
        {
            Tensor factors = ones(1, z.shape[1], 1, 1, dtype: z.dtype);
            factors[0, head] = factors[0, head].Times(factor);
            return z * factors;
        });
        MeasureRun run = new(model, Encodings.Of(model, new TextPair(Sentence), truncate: false), target, MeasureNeeds.Maps);
        return run.Scores([run.Encoding])[0];
    }

    private static void RowsSumToOne(DenseArray map)
    {
        for (int row = 0; row < map.Shape[0]; row++)
        {
            Assert.Equal(1, map[row].Values.ToArray().Sum(), 1e-5f);
        }
    }

    /// <summary>The sum of the first dimensions of the first token's state: a target that every encoder has.</summary>
    private sealed class FirstNumber : MeasureTarget
    {
        internal override string MetricName => "first";

        internal override string Meaning => "first numbers";

        internal override BoundTarget Bind(PretrainedModel model, Encoding encoding) =>
            new("the first numbers", encoding, [0], hidden => hidden.narrow(1, 0, 1).narrow(2, 0, 3).sum([1, 2]));
    }
}
