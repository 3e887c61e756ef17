using AttnExtract.Model.Layers;
using AttnExtract.Model.Positions;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

/// <summary>A small encoder with random weights, for what does not depend on any file.</summary>
internal static class TinyEncoder
{
    public static EncoderSpec Spec { get; } = new()
    {
        VocabularySize = 50,
        HiddenSize = 24,
        TokenTypeCount = 2,
        Positions = [new LearnedPositions(16)],
        MaximumLength = 16,
        LayerCount = 3,
        HeadCount = 4,
        IntermediateSize = 40,
        Activation = Activation.Gelu,
        EmbeddingNorm = new NormSpec(1e-12),
        NormAfterAttention = new NormSpec(1e-12),
        NormAfterMlp = new NormSpec(1e-12),
    };

    /// <summary>The same weights at every call.</summary>
    public static Encoder Create(EncoderSpec? spec = null, ScalarType type = ScalarType.Float32)
    {
        Encoder encoder = new(spec ?? Spec, type);
        Generator generator = new(7);
        foreach ((string name, Tensor parameter) in encoder.named_parameters())
        {
            // Wide enough that attention is neither uniform nor one-hot.
            bool scalesNorm = name.Contains("norm", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal);
            using Tensor values = (randn(parameter.shape, dtype: type, generator: generator) * 0.3) + (scalesNorm ? 1 : 0);
            parameter.copy_(values);
        }

        return encoder;
    }

    /// <summary>A batch of the first whole numbers, one text for each length.</summary>
    public static EncoderInput Input(params int[] lengths)
    {
        int longest = lengths.Max();
        Tensor ids = arange(lengths.Length * longest, dtype: ScalarType.Int64).remainder(50).view(lengths.Length, longest);
        return new EncoderInput(ids, zeros_like(ids), AttentionMask.ForLengths(lengths));
    }
}
