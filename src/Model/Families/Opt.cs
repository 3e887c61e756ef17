using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>OPT; Zhang et al. 2022: learned positions from row 2; one size has its norms after the blocks and narrower words.</summary>
internal static class Opt
{
    public const string Layers = """
        embed.word.weight                     = {p}embed_tokens.weight
        embed.word_projection.weight          = {p}project_in.weight
        positions.0.table.weight              = {p}embed_positions.weight
        layers.{l}.norm_before_attention.*    = {p}layers.{l}.self_attn_layer_norm.*
        layers.{l}.norm_after_attention.*     = {p}layers.{l}.self_attn_layer_norm.*
        layers.{l}.attention.query.*          = {p}layers.{l}.self_attn.q_proj.*
        layers.{l}.attention.key.*            = {p}layers.{l}.self_attn.k_proj.*
        layers.{l}.attention.value.*          = {p}layers.{l}.self_attn.v_proj.*
        layers.{l}.attention.output.*         = {p}layers.{l}.self_attn.out_proj.*
        layers.{l}.norm_before_mlp.*          = {p}layers.{l}.final_layer_norm.*
        layers.{l}.norm_after_mlp.*           = {p}layers.{l}.final_layer_norm.*
        layers.{l}.mlp.input.*                = {p}layers.{l}.fc1.*
        layers.{l}.mlp.output.*               = {p}layers.{l}.fc2.*
        final.norm.*                          = {p}final_layer_norm.*
        final.projection.weight               = {p}project_out.weight
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["opt"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(["model.decoder.", "decoder.", ""], Layers, Llama.Heads),
        Heads = (config, spec) => [CommonHeads.NextWord(config, spec, isTied: true), CommonHeads.LastTokenClass(config), CommonHeads.Answer()],
    };

    public static StackSpec Read(ModelConfig config)
    {
        const int UnusedRows = 2;
        Unsupported.Refuse(config);
        config.RequireOnly("layer_norm_elementwise_affine", "true");
        int positions = config.Int("max_position_embeddings");
        int hidden = config.Int("hidden_size");
        int words = config.Count("word_embed_proj_dim", hidden);
        NormSpec norm = new(1e-5);
        StackSpec spec = new()
        {
            VocabularySize = config.Int("vocab_size"),
            WordProjection = words == hidden ? null : new WordProjectionSpec(words),
            Positions = [new LearnedPositions(positions + UnusedRows) { FirstRow = UnusedRows }],
            MaximumLength = positions,
            HiddenSize = hidden,
            LayerCount = config.Count("num_hidden_layers"),
            HeadCount = config.Count("num_attention_heads"),
            IsCausal = true,
            NormAfterAttention = norm,
            IntermediateSize = config.Int("ffn_dim"),
            Activation = config.Activation("activation_function", "relu"),
            NormAfterMlp = norm,
            Biases = config.Flag("enable_bias", true) ? BiasSlots.All : BiasSlots.None,
            FinalSize = words,
        };
        return !config.Flag("do_layer_norm_before", true) ? spec
            : spec.WithNormsFirst() with { FinalNorm = config.Flag("_remove_final_layer_norm", false) ? null : norm };
    }
}
