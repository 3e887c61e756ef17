using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>GTE v1.5 and mGTE; Zhang et al. 2024: BERT with rotary positions and a gated feed-forward block.</summary>
internal static class Gte
{
    public const string Layers = """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        embed.type.weight                     = {p}embeddings.token_type_embeddings.weight
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        layers.{l}.attention.query.*          = {p}encoder.layer.{l}.attention.qkv_proj.* | rows 0/3
        layers.{l}.attention.key.*            = {p}encoder.layer.{l}.attention.qkv_proj.* | rows 1/3
        layers.{l}.attention.value.*          = {p}encoder.layer.{l}.attention.qkv_proj.* | rows 2/3
        layers.{l}.attention.output.*         = {p}encoder.layer.{l}.attention.o_proj.*
        layers.{l}.norm_after_attention.*     = {p}encoder.layer.{l}.attn_ln.*
        layers.{l}.mlp.gate.projection.weight = {p}encoder.layer.{l}.mlp.up_gate_proj.weight | rows 0/2
        layers.{l}.mlp.input.weight           = {p}encoder.layer.{l}.mlp.up_gate_proj.weight | rows 1/2
        layers.{l}.mlp.output.*               = {p}encoder.layer.{l}.mlp.down_proj.*
        layers.{l}.norm_after_mlp.*           = {p}encoder.layer.{l}.mlp_ln.*
        """;

    public const string Heads = """
        heads.masked_lm.steps.0.dense.*       = lm_head.dense.*
        heads.masked_lm.steps.0.norm.*        = lm_head.norm.*
        heads.masked_lm.output.*              = lm_head.decoder.*
        heads.pooler.steps.0.dense.*          = {p}pooler.dense.*
        heads.sequence_class.steps.0.dense.*  = {p}pooler.dense.*
        heads.sequence_class.output.*         = classifier.*
        heads.token_class.output.*            = classifier.*
        ignore                                = lm_head.*
        ignore                                = classifier.*
        ignore                                = {p}pooler.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["gte"],
        Read = Read,
        Weights = () => WeightTable.Parse(["gte.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            CommonHeads.Words(config, spec, Bert.WordStep(spec) with { Activation = Activation.Gelu }),
            CommonHeads.Pooler(spec),
            CommonHeads.SequenceClass(config, CommonHeads.PoolerStep(spec)),
            CommonHeads.TokenClass(config),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("pack_qkv", "true");
        config.RequireOnly("layer_norm_type", "\"layer_norm\"");
        config.RequireOnly("logn_attention_scale", "false");
        return Bert.ReadRotary(config, 10000, types: 1) with { IsGated = true, Biases = BiasSlots.Attention | BiasSlots.MlpOutput };
    }
}
