using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>GPT-NeoX and Pythia; Black et al. 2022, Biderman et al. 2023: both blocks read what enters a layer, and a part of each head is turned.</summary>
internal static class GptNeoX
{
    public const string Layers = """
        embed.word.weight                     = {p}embed_in.weight
        layers.{l}.norm_before_attention.*    = {p}layers.{l}.input_layernorm.*
        layers.{l}.attention.query.*          = {p}layers.{l}.attention.query_key_value.* | heads 0/3
        layers.{l}.attention.key.*            = {p}layers.{l}.attention.query_key_value.* | heads 1/3
        layers.{l}.attention.value.*          = {p}layers.{l}.attention.query_key_value.* | heads 2/3
        layers.{l}.attention.output.*         = {p}layers.{l}.attention.dense.*
        layers.{l}.norm_before_mlp.*          = {p}layers.{l}.post_attention_layernorm.*
        layers.{l}.mlp.input.*                = {p}layers.{l}.mlp.dense_h_to_4h.*
        layers.{l}.mlp.output.*               = {p}layers.{l}.mlp.dense_4h_to_h.*
        final.norm.*                          = {p}final_layer_norm.*
        ignore                                = {p}layers.*.attention.bias
        ignore                                = {p}layers.*.attention.masked_bias
        ignore                                = {p}layers.*.attention.rotary_emb.inv_freq
        """;

    public const string Heads = """
        heads.causal_lm.output.weight         = embed_out.weight
        heads.sequence_class.output.weight    = score.weight
        heads.token_class.output.*            = classifier.*
        heads.answer.output.*                 = qa_outputs.*
        ignore                                = embed_out.*
        ignore                                = score.*
        ignore                                = classifier.*
        ignore                                = qa_outputs.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["gpt_neox"],
        ReadsForwards = true,
        Read = Read,
        Weights = () => WeightTable.Parse(["gpt_neox.", ""], Layers, Heads),
        Heads = (config, spec) => Llama.ReadHeads(config, spec),
    };

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        NormSpec norm = config.Norm("layer_norm_eps", 1e-5);
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [RotaryOptions.Read(config.WithOtherNames((RotaryOptions.ShareKey, "rotary_pct")), 10000, "rotary_emb_base", share: 0.25)],
            MaximumLength = config.Int("max_position_embeddings"),
            HiddenSize = config.Int("hidden_size"),
            LayerCount = config.Count("num_hidden_layers"),
            IsParallel = config.Flag("use_parallel_residual", true),
            NormBeforeAttention = norm,
            HeadCount = config.Count("num_attention_heads"),
            IsCausal = true,
            NormBeforeMlp = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = config.Activation("hidden_act", "gelu"),
            Biases = config.Flag("attention_bias", true) ? BiasSlots.All : BiasSlots.MlpInput | BiasSlots.MlpOutput,
            FinalNorm = norm,
            Rounding = new RoundingHabits { RoundsOnlyFrequencies = true },
        };
    }
}
