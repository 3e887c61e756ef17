using AttnExtract.Model.Positions;
using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Families;

/// <summary>BERT; Devlin et al. 2019, and everything that keeps its names.</summary>
internal static class Bert
{
    public static Family Family { get; } = new()
    {
        ModelTypes = ["bert"],
        Read = Read,
        Weights = WeightTable.Parse(["bert.", ""], """
            embed.word.weight                     = {p}embeddings.word_embeddings.weight
            positions.0.table.weight              = {p}embeddings.position_embeddings.weight
            embed.type.weight                     = {p}embeddings.token_type_embeddings.weight
            embed.norm.*                          = {p}embeddings.LayerNorm.*
            layers.{l}.attention.query.*          = {p}encoder.layer.{l}.attention.self.query.*
            layers.{l}.attention.key.*            = {p}encoder.layer.{l}.attention.self.key.*
            layers.{l}.attention.value.*          = {p}encoder.layer.{l}.attention.self.value.*
            layers.{l}.attention.output.*         = {p}encoder.layer.{l}.attention.output.dense.*
            layers.{l}.norm_after_attention.*     = {p}encoder.layer.{l}.attention.output.LayerNorm.*
            layers.{l}.mlp.input.*                = {p}encoder.layer.{l}.intermediate.dense.*
            layers.{l}.mlp.output.*               = {p}encoder.layer.{l}.output.dense.*
            layers.{l}.norm_after_mlp.*           = {p}encoder.layer.{l}.output.LayerNorm.*
            ignore                                = {p}embeddings.position_ids
            ignore                                = {p}pooler.*
            ignore                                = cls.*
            ignore                                = classifier.*
            ignore                                = qa_outputs.*
            """),
    };

    private static EncoderSpec Read(ModelConfig config)
    {
        config.RequireOnly("position_embedding_type", "\"absolute\"");
        config.RequireOnly("is_decoder", "false");
        config.RequireOnly("add_cross_attention", "false");
        int positions = config.Int("max_position_embeddings");
        return new EncoderSpec
        {
            VocabularySize = config.Int("vocab_size"),
            HiddenSize = config.Int("hidden_size"),
            TokenTypeCount = config.Int("type_vocab_size", 2),
            Positions = [new LearnedPositions(positions)],
            MaximumLength = positions,
            LayerCount = config.Int("num_hidden_layers"),
            HeadCount = config.Int("num_attention_heads"),
            IntermediateSize = config.Int("intermediate_size"),
            Activation = Activation.Named(config.Text("hidden_act", "gelu")),
            NormEpsilon = config.Number("layer_norm_eps", 1e-12),
        };
    }
}
