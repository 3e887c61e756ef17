using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>ALBERT; Lan et al. 2020: BERT whose layers share weights and whose embeddings are narrow and always projected.</summary>
internal static class Albert
{
    public const string Layers = Bert.Tables + "\n" + """
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        embed.projection.*                    = {p}encoder.embedding_hidden_mapping_in.*
        layers.{l}.attention.query.*          = {p}encoder.albert_layer_groups.{g}.albert_layers.0.attention.query.*
        layers.{l}.attention.key.*            = {p}encoder.albert_layer_groups.{g}.albert_layers.0.attention.key.*
        layers.{l}.attention.value.*          = {p}encoder.albert_layer_groups.{g}.albert_layers.0.attention.value.*
        layers.{l}.attention.output.*         = {p}encoder.albert_layer_groups.{g}.albert_layers.0.attention.dense.*
        layers.{l}.norm_after_attention.*     = {p}encoder.albert_layer_groups.{g}.albert_layers.0.attention.LayerNorm.*
        layers.{l}.mlp.input.*                = {p}encoder.albert_layer_groups.{g}.albert_layers.0.ffn.*
        layers.{l}.mlp.output.*               = {p}encoder.albert_layer_groups.{g}.albert_layers.0.ffn_output.*
        layers.{l}.norm_after_mlp.*           = {p}encoder.albert_layer_groups.{g}.albert_layers.0.full_layer_layer_norm.*
        """;

    public const string Heads = """
        heads.masked_lm.steps.0.dense.*       = predictions.dense.*
        heads.masked_lm.steps.0.norm.*        = predictions.LayerNorm.*
        heads.masked_lm.output.weight         = predictions.decoder.weight
        heads.masked_lm.output.bias           = predictions.bias or predictions.decoder.bias
        heads.pooler.steps.0.dense.*          = {p}pooler.*
        heads.next_sentence.steps.0.dense.*   = {p}pooler.*
        heads.next_sentence.output.*          = sop_classifier.classifier.*
        heads.sequence_class.steps.0.dense.*  = {p}pooler.*
        heads.sequence_class.output.*         = classifier.*
        ignore                                = {p}pooler.*
        ignore                                = predictions.*
        ignore                                = sop_classifier.*
        """ + "\n" + CommonHeads.Classes;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["albert"],
        Read = Read,
        Weights = () => WeightTable.Parse(["albert.", ""], Layers, Heads),
        Heads = Bert.ReadHeads,
    };

    public static StackSpec Read(ModelConfig config)
    {
        config.RequireOnly("inner_group_num", "1");
        return Bert.Read(config) with
        {
            EmbeddingSize = config.Count("embedding_size", 128),
            ProjectsEmbeddings = true,
            LayerGroupCount = config.Count("num_hidden_groups", 1),
            Activation = config.Activation("hidden_act", "gelu_new"),
        };
    }
}
