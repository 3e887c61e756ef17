using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>ModernBERT; Warner et al. 2024: norms first, rotary positions, gated feed-forward, and most layers see only neighbours.</summary>
internal static class ModernBert
{
    public const string Layers = """
        embed.word.weight                     = {p}embeddings.tok_embeddings.weight
        embed.norm.*                          = {p}embeddings.norm.*
        layers.{l}.norm_before_attention.*    = {p}layers.{l}.attn_norm.*
        layers.{l}.attention.query.*          = {p}layers.{l}.attn.Wqkv.* | rows 0/3
        layers.{l}.attention.key.*            = {p}layers.{l}.attn.Wqkv.* | rows 1/3
        layers.{l}.attention.value.*          = {p}layers.{l}.attn.Wqkv.* | rows 2/3
        layers.{l}.attention.output.*         = {p}layers.{l}.attn.Wo.*
        layers.{l}.norm_before_mlp.*          = {p}layers.{l}.mlp_norm.*
        layers.{l}.mlp.input.*                = {p}layers.{l}.mlp.Wi.* | rows 0/2
        layers.{l}.mlp.gate.projection.*      = {p}layers.{l}.mlp.Wi.* | rows 1/2
        layers.{l}.mlp.output.*               = {p}layers.{l}.mlp.Wo.*
        final.norm.*                          = {p}final_norm.*
        """;

    public const string Heads = """
        heads.masked_lm.steps.0.dense.*       = head.dense.*
        heads.masked_lm.steps.0.norm.*        = head.norm.*
        heads.masked_lm.output.*              = decoder.*
        heads.sequence_class.steps.0.dense.*  = head.dense.*
        heads.sequence_class.steps.0.norm.*   = head.norm.*
        heads.sequence_class.output.*         = classifier.*
        heads.token_class.steps.0.dense.*     = head.dense.*
        heads.token_class.steps.0.norm.*      = head.norm.*
        heads.token_class.output.*            = classifier.*
        heads.answer.steps.0.dense.*          = head.dense.*
        heads.answer.steps.0.norm.*           = head.norm.*
        heads.answer.output.*                 = classifier.*
        ignore                                = head.*
        ignore                                = decoder.*
        ignore                                = classifier.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["modernbert"],
        ReadsInWindows = true,
        Read = Read,
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Heads),
        Heads = ReadHeads,
    };

    /// <summary>Reads its heads.</summary>
    public static ImmutableArray<HeadSpec> ReadHeads(ModelConfig config, StackSpec spec)
    {
        config.RequireOnly("classifier_pooling", "\"cls\"", "\"mean\"");
        HeadStep step = new(spec.HiddenSize, config.Activation("classifier_activation", "gelu"), spec.FinalNorm)
        {
            HasBias = config.Flag("classifier_bias", false),
        };
        return
        [
            CommonHeads.Words(config, spec, step) with { HasOutputBias = config.Flag("decoder_bias", true) },
            CommonHeads.SequenceClass(config, step) with
            {
                Input = config.Text("classifier_pooling", "cls") == "mean" ? HeadInput.MeanOfTokens : HeadInput.FirstToken,
            },
            CommonHeads.TokenClass(config, step),
            CommonHeads.Answer(step),
        ];
    }

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        int layers = config.Count("num_hidden_layers");
        int every = config.Count("global_attn_every_n_layers", 3);

        // Half of the local span to each side.
        ImmutableArray<int?> windows = LayerKinds.Windows(config, layers, config.Count("local_attention", 128) / 2, layer => layer % every != 0);
        NormSpec norm = config.Norm("norm_eps", 1e-5) with { HasBias = config.Flag("norm_bias", false) };
        BiasSlots biases = (config.Flag("attention_bias", false) ? BiasSlots.Attention : BiasSlots.None)
            | (config.Flag("mlp_bias", false) ? BiasSlots.MlpInput | BiasSlots.MlpOutput : BiasSlots.None);
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions =
            [
                RotaryOptions.Read(config, 160000, "global_rope_theta", LayerKinds.Everywhere) with { Layers = LayerKinds.Where(windows, true) },
                RotaryOptions.Read(config, 10000, "local_rope_theta", LayerKinds.Nearby) with { Layers = LayerKinds.Where(windows, false) },
            ],
            MaximumLength = config.Int("max_position_embeddings"),
            EmbeddingNorm = norm,
            HiddenSize = config.Int("hidden_size"),
            LayerCount = layers,
            NormBeforeAttention = norm,
            OmitsFirstNorm = true,
            HeadCount = config.Count("num_attention_heads"),
            Windows = windows,
            NormBeforeMlp = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = config.Activation("hidden_activation", "gelu"),
            IsGated = true,
            Biases = biases,
            FinalNorm = norm,
        };
    }
}
