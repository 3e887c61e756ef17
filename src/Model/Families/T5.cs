using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>T5 and mT5; Raffel et al. 2020, Xue et al. 2021: a bias for relative positions, norms first, unscaled scores.</summary>
internal static class T5
{
    /// <summary>Everything of the encoder but the bias.</summary>
    public const string EncoderBlocks = """
        embed.word.weight                     = shared.weight or encoder.embed_tokens.weight
        layers.{l}.norm_before_attention.*    = encoder.block.{l}.layer.0.layer_norm.*
        layers.{l}.attention.query.weight     = encoder.block.{l}.layer.0.SelfAttention.q.weight
        layers.{l}.attention.key.weight       = encoder.block.{l}.layer.0.SelfAttention.k.weight
        layers.{l}.attention.value.weight     = encoder.block.{l}.layer.0.SelfAttention.v.weight
        layers.{l}.attention.output.weight    = encoder.block.{l}.layer.0.SelfAttention.o.weight
        layers.{l}.norm_before_mlp.*          = encoder.block.{l}.layer.1.layer_norm.*
        layers.{l}.mlp.input.weight           = encoder.block.{l}.layer.1.DenseReluDense.wi.weight or encoder.block.{l}.layer.1.DenseReluDense.wi_0.weight
        layers.{l}.mlp.gate.projection.weight = encoder.block.{l}.layer.1.DenseReluDense.wi_1.weight
        layers.{l}.mlp.output.weight          = encoder.block.{l}.layer.1.DenseReluDense.wo.weight
        final.norm.*                          = encoder.final_layer_norm.*
        ignore                                = encoder.embed_tokens.weight
        ignore                                = decoder.*
        ignore                                = lm_head.*
        ignore                                = classi*
        ignore                                = transformer.*
        """;

    /// <summary>Everything of the decoder but the bias.</summary>
    public const string DecoderBlocks = """
        decoder.embed.word.weight = shared.weight or encoder.embed_tokens.weight
        decoder.layers.{l}.norm_before_attention.* = decoder.block.{l}.layer.0.layer_norm.*
        decoder.layers.{l}.attention.query.weight = decoder.block.{l}.layer.0.SelfAttention.q.weight
        decoder.layers.{l}.attention.key.weight = decoder.block.{l}.layer.0.SelfAttention.k.weight
        decoder.layers.{l}.attention.value.weight = decoder.block.{l}.layer.0.SelfAttention.v.weight
        decoder.layers.{l}.attention.output.weight = decoder.block.{l}.layer.0.SelfAttention.o.weight
        decoder.layers.{l}.norm_before_cross.* = decoder.block.{l}.layer.1.layer_norm.*
        decoder.layers.{l}.cross.query.weight = decoder.block.{l}.layer.1.EncDecAttention.q.weight
        decoder.layers.{l}.cross.key.weight = decoder.block.{l}.layer.1.EncDecAttention.k.weight
        decoder.layers.{l}.cross.value.weight = decoder.block.{l}.layer.1.EncDecAttention.v.weight
        decoder.layers.{l}.cross.output.weight = decoder.block.{l}.layer.1.EncDecAttention.o.weight
        decoder.layers.{l}.norm_before_mlp.* = decoder.block.{l}.layer.2.layer_norm.*
        decoder.layers.{l}.mlp.input.weight = decoder.block.{l}.layer.2.DenseReluDense.wi.weight or decoder.block.{l}.layer.2.DenseReluDense.wi_0.weight
        decoder.layers.{l}.mlp.gate.projection.weight = decoder.block.{l}.layer.2.DenseReluDense.wi_1.weight
        decoder.layers.{l}.mlp.output.weight = decoder.block.{l}.layer.2.DenseReluDense.wo.weight
        decoder.final.norm.* = decoder.final_layer_norm.*
        """;

    public const string Layers = EncoderBlocks + "\n" + DecoderBlocks + "\n" + """
        positions.0.table.weight              = encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight
        decoder.positions.0.table.weight = decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight
        """;

    public const string Heads = """
        heads.causal_lm.output.weight         = lm_head.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["t5", "mt5"],
        Read = Read,
        ReadDecoder = (config, encoder) => Decoder(config, encoder) is { } decoder
            ? (decoder with { Positions = [Bias(config) with { OnlyLooksBack = true }] }, Bart.Start(config))
            : null,
        Weights = () => WeightTable.Parse([""], Layers, Heads),
        Heads = (config, decoder) => Words(config, decoder, isScaled: config.ModelType == "mt5"
            || config.Flag("scale_decoder_outputs", config.Flag("tie_word_embeddings", true))),
    };

    /// <summary>The decoder of an encoder, but for its bias; null where the architecture has none.</summary>
    public static StackSpec? Decoder(ModelConfig config, StackSpec encoder) => config.Texts("architectures").Any(HasDecoder)
        ? encoder with
        {
            LayerCount = config.Count("num_decoder_layers", encoder.LayerCount),
            IsCausal = true,
            CrossAttention = new CrossAttentionSpec(encoder.HiddenSize) { NormBefore = encoder.NormBeforeAttention },
            PrunedHeads = ImmutableSortedDictionary<int, ImmutableArray<int>>.Empty,
        }
        : null;

    /// <summary>Scores of words, by a matrix of their own where the files have one, else by the word table.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="decoder">The last stack.</param>
    /// <param name="isScaled">Whether states are scaled down before it.</param>
    public static ImmutableArray<HeadSpec> Words(ModelConfig config, StackSpec decoder, bool isScaled)
    {
        HeadSpec words = CommonHeads.Words(config, decoder) with
        {
            Kind = HeadKind.CausalLanguageModel,
            StateScale = isScaled ? 1 / Math.Sqrt(decoder.HiddenSize) : 1,
            HasOutputBias = false,
        };
        return decoder.CrossAttention is null ? [] : [words with { IsTied = false }, words with { IsTied = true }];
    }

    private static bool HasDecoder(string architecture) =>
        architecture.EndsWith("ForConditionalGeneration", StringComparison.Ordinal)
        || (architecture.EndsWith("Model", StringComparison.Ordinal) && !architecture.EndsWith("EncoderModel", StringComparison.Ordinal));

    public static StackSpec Read(ModelConfig config) =>
        Read(config, config.ModelType == "t5" ? "relu" : "gated-gelu") with { Positions = [Bias(config)] };

    /// <summary>The bias that the configuration asks for.</summary>
    public static BucketedBias Bias(ModelConfig config) => new(
        config.Count("relative_attention_num_buckets", 32), config.Count("relative_attention_max_distance", 128));

    /// <summary>Reads the fields that T5 and its descendants share.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="feedForward">The kind of feed-forward block where the configuration does not say.</param>
    public static StackSpec Read(ModelConfig config, string feedForward)
    {
        const string Gated = "gated-";
        Unsupported.Refuse(config);
        feedForward = config.Text("feed_forward_proj", feedForward);
        NormSpec norm = config.Norm("layer_norm_epsilon", 1e-6) with { OnlyScales = true };
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [],
            MaximumLength = int.MaxValue,
            HiddenSize = config.Int("d_model"),
            LayerCount = config.Count("num_layers"),
            NormBeforeAttention = norm,
            HeadCount = config.Count("num_heads"),
            HeadSize = config.Count("d_kv"),
            ScoreScale = 1,
            NormBeforeMlp = norm,
            IntermediateSize = config.Int("d_ff"),

            // The name of the gated kind means the approximation that it was trained with.
            Activation = feedForward == "gated-gelu" ? Activation.GeluTanh
                : config.Checked(() => Activation.Named(feedForward.StartsWith(Gated, StringComparison.Ordinal) ? feedForward[Gated.Length..] : feedForward)),
            IsGated = feedForward.StartsWith(Gated, StringComparison.Ordinal),
            Biases = BiasSlots.None,
            FinalNorm = norm,
        };
    }
}
