using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Families;

/// <summary>Nomic BERT; Nussbaum et al. 2024: BERT with rotary positions, a gated feed-forward block and no biases.</summary>
internal static class NomicBert
{
    public static Family Family { get; } = new()
    {
        ModelTypes = ["nomic_bert"],
        Read = Read,
        Weights = WeightTable.Parse(["nomic_bert.", "bert.", ""], """
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
            heads.masked_lm.steps.0.dense.*       = cls.predictions.transform.dense.*
            heads.masked_lm.steps.0.norm.*        = cls.predictions.transform.layer_norm.*
            heads.masked_lm.output.weight         = cls.predictions.decoder.weight
            heads.masked_lm.output.bias           = cls.predictions.bias or cls.predictions.decoder.bias
            ignore                                = cls.*
            """),
        Heads = (config, spec) => [CommonHeads.Words(config, spec, Bert.WordStep(spec))],
    };

    private static EncoderSpec Read(ModelConfig config) => Bert.ReadRotary(config, 1000) with
    {
        Activation = Activation.Named(config.Text("hidden_act", "silu")),
        IsGated = true,
        Biases = BiasSlots.None,
    };
}
