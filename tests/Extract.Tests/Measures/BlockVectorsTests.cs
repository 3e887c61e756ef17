using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>The vectors that norm_resln and alti look at add up to what the block really gives, whatever the family.</summary>
public sealed class BlockVectorsTests
{
    private const string Sentence = "The cat sat on the mat.";

    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Shares_and_shifts_add_up_to_the_output_of_the_block(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", folder));
        if (model.Spec.SpanConvolution is not null)
        {
            Assert.Equal(
                $"The measure 'alti' has no meaning in {folder}: it takes apart all that a block brings from token to token, and here a convolution "
                + "beside the heads brings some of it.",
                Assert.Throws<AttnExtractException>(() => model.Measure(Sentence, MeasureCatalog.Alti)).Message);
            return;
        }

        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        MeasureRun run = new(model, Encodings.Of(model, new TextPair(Sentence), truncate: false), null, MeasureNeeds.Weights);
        for (int layer = 0; layer < model.Spec.LayerCount; layer++)
        {
            BlockVectors vectors = new(run, layer);
            Tensor sum = vectors.Shares(0, run.Keys.Tokens.Count).sum([0]); // [query, hidden]
            if (model.Encoder.get_parameter($"layers.{layer}.attention.output.bias") is { } projectionShift)
            {
                sum = sum.Plus(vectors.Normed(projectionShift.expand(sum.shape)));
            }

            if (model.Spec.NormAfterAttention is { HasBias: true, OnlyScales: false })
            {
                sum = sum.Plus(model.Encoder.get_parameter($"layers.{layer}.norm_after_attention.bias")!);
            }

            Tensor output = run.Record[HookName.ResidualMid(layer)].ToTensor(ScalarType.Float32, CPU);
            double difference = (sum - output).abs().max().item<float>() / Math.Max(1, output.abs().max().item<float>());
            Assert.True(difference < 2e-5, $"{folder}: layer {layer} differs by {difference:g3}.");
        }
    }
}
