using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>Jina embeddings v3; Sturua et al. 2024: XLM-R with rotary positions.</summary>
internal static class JinaEmbeddingsV3
{
    public const string Layers = """
        embed.word.weight                     = {p}embeddings.word_embeddings.weight
        embed.type.weight                     = {p}embeddings.token_type_embeddings.weight
        embed.norm.*                          = {p}emb_ln.*
        layers.{l}.attention.query.*          = {p}encoder.layers.{l}.mixer.Wqkv.* | rows 0/3
        layers.{l}.attention.key.*            = {p}encoder.layers.{l}.mixer.Wqkv.* | rows 1/3
        layers.{l}.attention.value.*          = {p}encoder.layers.{l}.mixer.Wqkv.* | rows 2/3
        layers.{l}.attention.output.*         = {p}encoder.layers.{l}.mixer.out_proj.*
        layers.{l}.norm_after_attention.*     = {p}encoder.layers.{l}.norm1.*
        layers.{l}.mlp.input.*                = {p}encoder.layers.{l}.mlp.fc1.*
        layers.{l}.mlp.output.*               = {p}encoder.layers.{l}.mlp.fc2.*
        layers.{l}.norm_after_mlp.*           = {p}encoder.layers.{l}.norm2.*
        """;

    public static Family Family { get; } = new()
    {
        ModelTypes = ["jina_embeddings_v3"],
        Read = Read,
        Heads = Roberta.ReadHeads,
        Weights = () => WeightTable.Parse(["", "roberta."], Layers, Roberta.Heads),
    };

    public static StackSpec Read(ModelConfig config) => Bert.ReadRotary(config, 20000, epsilon: 1e-5, types: 1);
}
