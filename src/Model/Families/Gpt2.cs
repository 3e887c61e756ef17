using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>GPT-2; Radford et al. 2019: norms first, and a token sees only what comes before it. Its maps are stored input by output.</summary>
internal static class Gpt2
{
    public const string Layers = """
        embed.word.weight                     = {p}wte.weight
        positions.0.table.weight              = {p}wpe.weight
        layers.{l}.norm_before_attention.*    = {p}h.{l}.ln_1.*
        layers.{l}.attention.query.*          = {p}h.{l}.attn.c_attn.* | transpose | rows 0/3
        layers.{l}.attention.key.*            = {p}h.{l}.attn.c_attn.* | transpose | rows 1/3
        layers.{l}.attention.value.*          = {p}h.{l}.attn.c_attn.* | transpose | rows 2/3
        layers.{l}.attention.output.*         = {p}h.{l}.attn.c_proj.* | transpose
        layers.{l}.norm_before_mlp.*          = {p}h.{l}.ln_2.*
        layers.{l}.mlp.input.*                = {p}h.{l}.mlp.c_fc.* | transpose
        layers.{l}.mlp.output.*               = {p}h.{l}.mlp.c_proj.* | transpose
        final.norm.*                          = {p}ln_f.*
        ignore                                = {p}h.*.attn.bias
        ignore                                = {p}h.*.attn.masked_bias
        """;

    public const string Heads = """
        heads.causal_lm.output.weight         = lm_head.weight
        heads.sequence_class.output.*         = score.*
        heads.token_class.output.*            = classifier.*
        ignore                                = lm_head.*
        ignore                                = score.*
        ignore                                = classifier.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["gpt2"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(["transformer.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            CommonHeads.NextWord(config, spec, isTied: true),
            CommonHeads.LastTokenClass(config),
            CommonHeads.TokenClass(config),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        config.RequireOnly("scale_attn_by_inverse_layer_idx", "false");
        int positions = config.Int("n_positions");
        int hidden = config.Int("n_embd");
        NormSpec norm = config.Norm("layer_norm_epsilon", 1e-5);
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [new LearnedPositions(positions)],
            MaximumLength = positions,
            HiddenSize = hidden,
            LayerCount = config.Count("n_layer"),
            NormBeforeAttention = norm,
            HeadCount = config.Count("n_head"),
            ScoreScale = config.Flag("scale_attn_weights", true) ? 0 : 1,
            IsCausal = true,
            NormBeforeMlp = norm,
            IntermediateSize = config.Count("n_inner", 4 * hidden),
            Activation = config.Activation("activation_function", "gelu_new"),
            FinalNorm = norm,
        };
    }
}
