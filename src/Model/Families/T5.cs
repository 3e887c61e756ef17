using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>The encoders of T5 and mT5; Raffel et al. 2020, Xue et al. 2021: a bias for relative positions, norms first, unscaled scores.</summary>
internal static class T5
{
    /// <summary>Everything but the bias.</summary>
    public const string Blocks = """
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

    public const string Layers = Blocks + "\n" + """
        positions.0.table.weight              = encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["t5", "mt5"],
        Read = Read,
        Weights = () => WeightTable.Parse([""], Layers),
    };

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
