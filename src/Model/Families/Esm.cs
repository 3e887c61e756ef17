using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>ESM-1b, ESM-1v and ESM-2, which read proteins; Rives et al. 2021, Lin et al. 2023: norms first, masked residues left out.</summary>
internal static class Esm
{
    private const string Absolute = "absolute";
    private const string Rotary = "rotary";

    public const string Layers = Bert.Projections + "\n" + """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        positions.0.table.weight              = {p}embeddings.position_embeddings.weight
        embed.norm.*                          = {p}embeddings.layer_norm.*
        layers.{l}.norm_before_attention.*    = {p}encoder.layer.{l}.attention.LayerNorm.*
        layers.{l}.norm_before_mlp.*          = {p}encoder.layer.{l}.LayerNorm.*
        final.norm.*                          = {p}encoder.emb_layer_norm_after.*
        ignore                                = *.rotary_embeddings.inv_freq
        ignore                                = {p}embeddings.position_embeddings.weight
        ignore                                = {p}embeddings.position_ids
        """;

    public const string Heads = """
        ignore                                = {p}contact_head.*
        """ + "\n" + Roberta.Heads;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["esm"],
        Read = Read,
        Weights = () => WeightTable.Parse(["esm.", ""], Layers, Heads),
        Heads = Roberta.ReadHeads,
    };

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        config.RequireOnly("position_embedding_type", $"\"{Absolute}\"", $"\"{Rotary}\"");
        config.RequireOnly("is_folding_model", "false");
        bool isRotary = config.Text("position_embedding_type", Absolute) == Rotary;
        int rows = config.Int("max_position_embeddings");
        int padding = config.Int("pad_token_id", 1);
        NormSpec norm = config.Norm("layer_norm_eps", 1e-12);
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            DroppedTokenId = config.Flag("token_dropout", false) ? config.Int("mask_token_id") : null,
            Positions = [isRotary ? RotaryOptions.Read(config, 10000) : new LearnedPositions(rows) { PaddingId = padding }],
            MaximumLength = isRotary ? rows : rows - padding - 1,
            EmbeddingNorm = config.Flag("emb_layer_norm_before", false) ? norm : null,
            ZeroesPadding = true,
            HiddenSize = config.Int("hidden_size"),
            LayerCount = config.Count("num_hidden_layers"),
            NormBeforeAttention = norm,
            HeadCount = config.Count("num_attention_heads"),
            NormBeforeMlp = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = Activation.Gelu,
            FinalNorm = norm,
        };
    }
}
