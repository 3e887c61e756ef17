using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Phi; Gunasekar et al. 2023, Li et al. 2023: both blocks read one norm of what enters a layer, and a part of each head is turned.</summary>
internal static class Phi
{
    public const string Layers = """
        embed.word.weight                     = {p}embed_tokens.weight
        layers.{l}.norm_before_attention.*    = {p}layers.{l}.input_layernorm.*
        layers.{l}.attention.query.*          = {p}layers.{l}.self_attn.q_proj.*
        layers.{l}.attention.key.*            = {p}layers.{l}.self_attn.k_proj.*
        layers.{l}.attention.value.*          = {p}layers.{l}.self_attn.v_proj.*
        layers.{l}.attention.output.*         = {p}layers.{l}.self_attn.dense.*
        layers.{l}.norm_before_mlp.*          = {p}layers.{l}.input_layernorm.*
        layers.{l}.mlp.input.*                = {p}layers.{l}.mlp.fc1.*
        layers.{l}.mlp.output.*               = {p}layers.{l}.mlp.fc2.*
        final.norm.*                          = {p}final_layernorm.*
        ignore                                = {p}layers.*.self_attn.rotary_emb.inv_freq
        """;

    public const string Heads = """
        heads.causal_lm.output.*              = lm_head.*
        heads.sequence_class.output.weight    = score.weight
        heads.token_class.output.*            = classifier.*
        ignore                                = lm_head.*
        ignore                                = score.*
        ignore                                = classifier.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["phi"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(["model.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            CommonHeads.NextWord(config, spec, isTied: false) with { HasOutputBias = true },
            CommonHeads.LastTokenClass(config),
            CommonHeads.TokenClass(config),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        config.RequireOnly("qk_layernorm", "false");
        NormSpec norm = config.Norm("layer_norm_eps", 1e-5);
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [RotaryOptions.Read(config, 10000, share: 0.5)],
            MaximumLength = config.Int("max_position_embeddings"),
            HiddenSize = config.Int("hidden_size"),
            LayerCount = config.Count("num_hidden_layers"),
            IsParallel = true,
            NormBeforeAttention = norm,
            HeadCount = config.Count("num_attention_heads"),
            KeyValueHeadCount = config.Count("num_key_value_heads", 0),
            IsCausal = true,
            NormBeforeMlp = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = config.Activation("hidden_act", "gelu_new"),
            FinalNorm = norm,
            Rounding = new RoundingHabits { RoundsOnlyFrequencies = true },
        };
    }
}
