using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Nomic BERT; Nussbaum et al. 2024: BERT with rotary positions, a gated feed-forward block and no biases.</summary>
internal static class NomicBert
{
    public const string Layers = """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        embed.type.weight                     = {p}embeddings.token_type_embeddings.weight
        embed.norm.*                          = {p}emb_ln.*
        layers.{l}.attention.query.weight     = {p}encoder.layers.{l}.attn.Wqkv.weight | rows 0/3
        layers.{l}.attention.key.weight       = {p}encoder.layers.{l}.attn.Wqkv.weight | rows 1/3
        layers.{l}.attention.value.weight     = {p}encoder.layers.{l}.attn.Wqkv.weight | rows 2/3
        layers.{l}.attention.output.weight    = {p}encoder.layers.{l}.attn.out_proj.weight
        layers.{l}.norm_after_attention.*     = {p}encoder.layers.{l}.norm1.*
        layers.{l}.mlp.input.weight           = {p}encoder.layers.{l}.mlp.fc12.weight
        layers.{l}.mlp.gate.projection.weight = {p}encoder.layers.{l}.mlp.fc11.weight
        layers.{l}.mlp.output.weight          = {p}encoder.layers.{l}.mlp.fc2.weight
        layers.{l}.norm_after_mlp.*           = {p}encoder.layers.{l}.norm2.*
        """;

    public const string Heads = """
        heads.masked_lm.steps.0.dense.*       = cls.predictions.transform.dense.*
        heads.masked_lm.steps.0.norm.*        = cls.predictions.transform.layer_norm.*
        heads.masked_lm.output.weight         = cls.predictions.decoder.weight
        heads.masked_lm.output.bias           = cls.predictions.bias or cls.predictions.decoder.bias
        ignore                                = cls.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["nomic_bert"],
        Read = Read,
        Weights = () => WeightTable.Parse(["nomic_bert.", "bert.", ""], Layers, Heads),
        Heads = (config, spec) => [CommonHeads.Words(config, spec, Bert.WordStep(spec))],
    };

    public static StackSpec Read(ModelConfig config)
    {
        foreach (string option in (string[])["prenorm", "causal", "qkv_proj_bias", "mlp_fc1_bias", "mlp_fc2_bias", "parallel_block", "use_rms_norm"])
        {
            config.RequireOnly(option, "false");
        }

        config.RequireOnly("rotary_emb_fraction", "1");
        config.RequireOnly("rotary_emb_interleaved", "false");
        config.RequireOnly("moe_every_n_layers", "0");
        config.RequireOnly("activation_function", "\"swiglu\"");
        config.Refuse("rotary_emb_scale_base", "rotary angles are scaled");
        StackSpec spec = Bert.ReadRotary(WithPublishedNames(config), 1000);
        return spec with
        {
            Activation = config.Activation("hidden_act", "silu"),
            IsGated = true,
            Biases = BiasSlots.None,

            // Beyond what it was trained on, angles are scaled by the length of the text.
            MaximumLength = config.Number("rotary_scaling_factor", 0) > 0 ? config.Int("max_trained_positions", 2048) : spec.MaximumLength,
        };
    }

    // The published files keep the names of the code that they were trained with.
    private static ModelConfig WithPublishedNames(ModelConfig config) => config.WithOtherNames(
        ("hidden_size", "n_embd"),
        ("num_hidden_layers", "n_layer"),
        ("num_attention_heads", "n_head"),
        ("intermediate_size", "n_inner"),
        ("max_position_embeddings", "n_positions"),
        ("layer_norm_eps", "layer_norm_epsilon"),
        ("rope_theta", "rotary_emb_base"));
}
