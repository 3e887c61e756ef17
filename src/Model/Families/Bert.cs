using AttnExtract.Model.Layers;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Families;

/// <summary>BERT; Devlin et al. 2019, and everything that keeps its names.</summary>
internal static class Bert
{
    /// <summary>Tables of words, types and learned positions.</summary>
    public const string Tables = """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        embed.type.weight                     = {p}embeddings.token_type_embeddings.weight
        positions.0.table.weight              = {p}embeddings.position_embeddings.weight
        ignore                                = {p}embeddings.position_ids
        ignore                                = {p}embeddings.token_type_ids
        """;

    /// <summary>The projections of every layer.</summary>
    public const string Projections = """
        layers.{l}.attention.query.*          = {p}encoder.layer.{l}.attention.self.query.*
        layers.{l}.attention.key.*            = {p}encoder.layer.{l}.attention.self.key.*
        layers.{l}.attention.value.*          = {p}encoder.layer.{l}.attention.self.value.*
        layers.{l}.attention.output.*         = {p}encoder.layer.{l}.attention.output.dense.*
        layers.{l}.mlp.input.*                = {p}encoder.layer.{l}.intermediate.dense.*
        layers.{l}.mlp.output.*               = {p}encoder.layer.{l}.output.dense.*
        """;

    /// <summary>Norms after embeddings, attention and feed-forward blocks.</summary>
    public const string Norms = """
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        layers.{l}.norm_after_attention.*     = {p}encoder.layer.{l}.attention.output.LayerNorm.*
        layers.{l}.norm_after_mlp.*           = {p}encoder.layer.{l}.output.LayerNorm.*
        """;

    /// <summary>What other tasks put on top.</summary>
    public const string Heads = """
        ignore                                = {p}pooler.*
        ignore                                = cls.*
        ignore                                = classifier.*
        ignore                                = qa_outputs.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["bert"],
        Read = Read,
        Weights = WeightTable.Parse(["bert.", ""], Tables, Projections, Norms, Heads),
    };

    /// <summary>Reads the fields that BERT and its descendants share.</summary>
    public static EncoderSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        config.RequireOnly("position_embedding_type", "\"absolute\"");
        int positions = config.Int("max_position_embeddings");
        NormSpec norm = new(config.Number("layer_norm_eps", 1e-12));
        return new EncoderSpec
        {
            VocabularySize = config.Int("vocab_size"),
            TokenTypeCount = config.Int("type_vocab_size", 2),
            Positions = [new LearnedPositions(positions)],
            MaximumLength = positions,
            EmbeddingNorm = norm,
            HiddenSize = config.Int("hidden_size"),
            LayerCount = config.Int("num_hidden_layers"),
            HeadCount = config.Int("num_attention_heads"),
            NormAfterAttention = norm,
            IntermediateSize = config.Int("intermediate_size"),
            Activation = Activation.Named(config.Text("hidden_act", "gelu")),
            NormAfterMlp = norm,
        };
    }

    /// <summary>The same, with rotary positions instead of learned ones.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="theta">The base of the angles where the configuration does not say.</param>
    public static EncoderSpec ReadRotary(ModelConfig config, double theta) => Read(config) with
    {
        Positions = [new RotaryPositions(RotaryOptions.Theta(config, theta))],
    };
}
