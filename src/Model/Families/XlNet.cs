using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>XLNet; Yang et al. 2019: relative positions and relative segments in the scores; what it was trained to foretell does not show here.</summary>
internal static class XlNet
{
    public const string Layers = """
        embed.word.weight                     = {p}word_embedding.weight
        layers.{l}.attention.query.weight     = {p}layer.{l}.rel_attn.q | join | transpose
        layers.{l}.attention.key.weight       = {p}layer.{l}.rel_attn.k | join | transpose
        layers.{l}.attention.value.weight     = {p}layer.{l}.rel_attn.v | join | transpose
        layers.{l}.attention.output.weight    = {p}layer.{l}.rel_attn.o | join
        positions.0.layers.{l}.distance.weight = {p}layer.{l}.rel_attn.r | join | transpose
        positions.0.layers.{l}.key_bias       = {p}layer.{l}.rel_attn.r_w_bias
        positions.0.layers.{l}.distance_bias  = {p}layer.{l}.rel_attn.r_r_bias
        positions.0.layers.{l}.segment_bias   = {p}layer.{l}.rel_attn.r_s_bias
        positions.0.layers.{l}.segment        = {p}layer.{l}.rel_attn.seg_embed
        layers.{l}.norm_after_attention.*     = {p}layer.{l}.rel_attn.layer_norm.*
        layers.{l}.mlp.input.*                = {p}layer.{l}.ff.layer_1.*
        layers.{l}.mlp.output.*               = {p}layer.{l}.ff.layer_2.*
        layers.{l}.norm_after_mlp.*           = {p}layer.{l}.ff.layer_norm.*
        ignore                                = {p}mask_emb
        """;

    public const string Heads = """
        heads.masked_lm.output.weight         = lm_loss.weight
        heads.masked_lm.output.bias           = lm_loss.bias
        heads.sequence_class.steps.0.dense.*  = sequence_summary.summary.*
        heads.sequence_class.output.*         = logits_proj.*
        heads.token_class.output.*            = classifier.*
        ignore                                = lm_loss.*
        ignore                                = sequence_summary.*
        ignore                                = logits_proj.*
        ignore                                = classifier.*
        ignore                                = qa_outputs.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["xlnet"],
        Read = Read,
        Weights = () => WeightTable.Parse(["transformer.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            CommonHeads.Words(config, spec),
            CommonHeads.SequenceClass(config, CommonHeads.PoolerStep(spec)) with { Input = HeadInput.LastToken },
            CommonHeads.TokenClass(config),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        config.RequireOnly("attn_type", "\"bi\"");
        config.RequireOnly("bi_data", "false");
        config.RequireOnly("same_length", "false");
        config.RequireOnly("untie_r", "true");
        config.RequireOnly("summary_type", "\"last\"");
        NormSpec norm = new(config.Number("layer_norm_eps", 1e-12));
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [new RelativeSinusoids { Longest = config.Int("clamp_len", -1) }],
            MaximumLength = int.MaxValue,
            HiddenSize = config.Int("d_model"),
            LayerCount = config.Count("n_layer"),
            HeadCount = config.Count("n_head"),
            NormAfterAttention = norm,
            IntermediateSize = config.Int("d_inner"),
            Activation = Activation.Named(config.Text("ff_activation", "gelu")),
            NormAfterMlp = norm,
            Biases = BiasSlots.MlpInput | BiasSlots.MlpOutput,
        };
    }
}
