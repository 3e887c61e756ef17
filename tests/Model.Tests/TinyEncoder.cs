using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

/// <summary>A small encoder with random weights, for what does not depend on any file.</summary>
internal static class TinyEncoder
{
    public static StackSpec Spec { get; } = new()
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

    /// <summary>
    /// One structure for each choice that a spec offers, by what it chooses; but for two in which padding reaches real tokens, as
    /// <see cref="StackSpec.ReadsPadding"/> says, so that little holds that is held of the others.
    /// </summary>
    public static IReadOnlyDictionary<string, StackSpec> Structures { get; } = new Dictionary<string, StackSpec>
    {
        ["plain"] = Spec,
        ["both blocks at once"] = Spec with
        {
            IsParallel = true,
            NormBeforeAttention = new NormSpec(1e-5),
            NormAfterAttention = null,
            NormBeforeMlp = new NormSpec(1e-5),
            NormAfterMlp = null,
        },
        ["norms of blocks, queries and keys"] = Spec with
        {
            WordScale = 2,
            QueryKeyNorm = new NormSpec(1e-5) { OnlyScales = true, AddsOne = true },
            NormOfAttention = new NormSpec(1e-5) { OnlyScales = true, AddsOne = true },
            NormOfMlp = new NormSpec(1e-5) { OnlyScales = true },
        },
        ["capped scores, causal windows"] = Spec with { ScoreCap = 2, IsCausal = true, Windows = [2, null, 1] },
        ["narrow words and ends"] = Spec with
        {
            WordProjection = new WordProjectionSpec(10),
            Positions = [new LearnedPositions(18) { FirstRow = 2 }],
            FinalSize = 14,
        },
        ["norms first"] = Spec with
        {
            EmbeddingNorm = null,
            NormAfterAttention = null,
            NormAfterMlp = null,
            OmitsFirstNorm = true,
            NormBeforeAttention = new NormSpec(1e-5) { HasBias = false },
            NormBeforeMlp = new NormSpec(1e-5),
            FinalNorm = new NormSpec(1e-5),
        },
        ["RMS norms, no biases"] = Spec with
        {
            Biases = BiasSlots.None,
            NormAfterAttention = new NormSpec(1e-5) { OnlyScales = true },
            NormAfterMlp = new NormSpec(1e-5) { OnlyScales = true },
            Rounding = new RoundingHabits { RoundsNorms = true },
        },
        ["narrow embeddings, tasks"] = Spec with { EmbeddingSize = 10, TaskTypeCount = 3, TokenTypeCount = 1 },
        ["dropped tokens"] = Spec with { DroppedTokenId = 3, ZeroesPadding = true, TokenTypeCount = 0 },
        ["positions after padding"] = Spec with { Positions = [new LearnedPositions(64) { PaddingId = 1 }] },
        ["shared layers"] = Spec with { LayerGroupCount = 2 },
        ["shared keys and values"] = Spec with { KeyValueHeadCount = 2 },
        ["wide heads, own scale"] = Spec with { HeadSize = 8, ScoreScale = 0.2 },
        ["causal"] = Spec with { IsCausal = true },
        ["windows"] = Spec with { Windows = [null, 2, 1] },
        ["causal windows"] = Spec with { IsCausal = true, Windows = [2, null, 1] },
        ["windows, room for global tokens"] = Spec with { HasGlobalTokens = true, Windows = [2, 1, 2] },
        ["gated"] = Spec with { IsGated = true, Activation = Activation.Silu },
        ["rotary"] = Spec with { Positions = [new RotaryPositions(100) { Layers = [0, 2] }, new RotaryPositions(50) { Layers = [1] }] },
        ["interleaved rotary, values too"] = Spec with
        {
            Positions = [new RotaryPositions(100) { IsInterleaved = true, TurnsValues = true }],
            Rounding = new RoundingHabits { HasExactAngles = true },
        },
        ["stretched rotary"] = Spec with { Positions = [new RotaryPositions(100) { Stretch = 2 }] },
        ["partial rotary, slow turns"] = Spec with
        {
            HeadSize = 8,
            Positions = [new RotaryPositions(100) { Share = 0.5, Bands = new RotaryBands(8, 1, 4, 12) }],
            Rounding = new RoundingHabits { RoundsOnlyFrequencies = true },
        },
        ["bias in buckets"] = Spec with { Positions = [new BucketedBias(8, 12), new LearnedPositions(16)] },
        ["disentangled"] = Spec with { Positions = [new DisentangledPositions(16) { HasKeyBias = false, TableNorm = new NormSpec(1e-5) }] },
        ["disentangled, shared"] = Spec with { Positions = [new DisentangledPositions(8) { MaximumDistance = 16, SharesProjections = true }] },
        ["half disentangled"] = Spec with { Positions = [new DisentangledPositions(16) { IsKey = false }, new LearnedPositions(16)] },
        ["relative sinusoids"] = Spec with { Positions = [new RelativeSinusoids { Longest = 5 }], TokenTypeCount = 0 },
        ["bottlenecks"] = Spec with
        {
            EmbeddingNorm = new NormSpec(1e-5) { OnlyShifts = true },
            HeadSize = 4,
            Bottleneck = new BottleneckSpec(16, 2, new NormSpec(1e-5)),
        },
        ["projections in groups"] = Spec with
        {
            Groups = new ProjectionGroups { Query = 4, Key = 2, Value = 3, MlpInput = 4, MlpOutput = 2 },
        },
        ["convolution"] = Spec with { ZeroesPadding = true, Convolution = new ConvolutionSpec(3, 2, Activation.Tanh, new NormSpec(1e-5)) },
    };

    /// <summary>The same weights at every call.</summary>
    public static Encoder Create(StackSpec? spec = null, ScalarType type = ScalarType.Float32)
    {
        Encoder encoder = new(spec ?? Spec, type);
        using Generator generator = new(7);
        foreach ((string name, Tensor parameter) in encoder.named_parameters())
        {
            // Wide enough that attention is neither uniform nor one-hot.
            bool scalesNorm = name.Contains("norm", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal);
            using IDisposable scope = NewDisposeScope();
            Tensor values = randn(parameter.shape, dtype: type, generator: generator).Times(0.3).Plus(scalesNorm ? 1 : 0);
            parameter.copy_(values);
        }

        return encoder;
    }

    /// <summary>A batch of the first whole numbers, one text for each length.</summary>
    public static ModelInput Input(params int[] lengths)
    {
        int longest = lengths.Max();
        Tensor ids = Arithmetic.Arange(lengths.Length * longest, CPU).remainder(tensor(50L)).view(lengths.Length, longest);
        return new ModelInput(ids, zeros_like(ids), Padding.ForLengths(lengths));
    }
}
