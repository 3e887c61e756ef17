using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>DistilBERT; Sanh et al. 2019: BERT with half the layers, without token types, under other names.</summary>
internal static class DistilBert
{
    public const string Layers = """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        positions.0.table.weight              = {p}embeddings.position_embeddings.weight
        embed.norm.*                          = {p}embeddings.LayerNorm.*
        layers.{l}.attention.query.*          = {p}transformer.layer.{l}.attention.q_lin.*
        layers.{l}.attention.key.*            = {p}transformer.layer.{l}.attention.k_lin.*
        layers.{l}.attention.value.*          = {p}transformer.layer.{l}.attention.v_lin.*
        layers.{l}.attention.output.*         = {p}transformer.layer.{l}.attention.out_lin.*
        layers.{l}.norm_after_attention.*     = {p}transformer.layer.{l}.sa_layer_norm.*
        layers.{l}.mlp.input.*                = {p}transformer.layer.{l}.ffn.lin1.*
        layers.{l}.mlp.output.*               = {p}transformer.layer.{l}.ffn.lin2.*
        layers.{l}.norm_after_mlp.*           = {p}transformer.layer.{l}.output_layer_norm.*
        ignore                                = {p}embeddings.position_ids
        """;

    public const string Heads = """
        heads.masked_lm.steps.0.dense.*       = vocab_transform.*
        heads.masked_lm.steps.0.norm.*        = vocab_layer_norm.*
        heads.masked_lm.output.*              = vocab_projector.*
        heads.sequence_class.steps.0.dense.*  = pre_classifier.*
        heads.sequence_class.output.*         = classifier.*
        ignore                                = vocab_*
        ignore                                = pre_classifier.*
        """ + "\n" + CommonHeads.Classes;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["distilbert"],
        Read = Read,
        Weights = () => WeightTable.Parse(["distilbert.", ""], Layers, Heads),
        Heads = (config, spec) =>
        [
            CommonHeads.Words(config, spec, new HeadStep(spec.HiddenSize, spec.Activation, spec.EmbeddingNorm)),
            CommonHeads.SequenceClass(config, new HeadStep(spec.HiddenSize, Activation.Relu)),
            CommonHeads.TokenClass(config),
            CommonHeads.Answer(),
        ],
    };

    public static StackSpec Read(ModelConfig config)
    {
        Unsupported.Refuse(config);
        int positions = config.Int("max_position_embeddings");
        NormSpec norm = new(1e-12);
        return new StackSpec
        {
            VocabularySize = config.Int("vocab_size"),
            Positions = [new LearnedPositions(positions)],
            MaximumLength = positions,
            EmbeddingNorm = norm,
            HiddenSize = config.Int("dim"),
            LayerCount = config.Count("n_layers"),
            HeadCount = config.Count("n_heads"),
            NormAfterAttention = norm,
            IntermediateSize = config.Int("hidden_dim"),
            Activation = config.Activation("activation", "gelu"),
            NormAfterMlp = norm,
        };
    }
}
